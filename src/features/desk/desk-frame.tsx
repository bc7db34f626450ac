import CalendarDays from "lucide-react/icons/calendar-days";
import ClipboardCheck from "lucide-react/icons/clipboard-check";
import EyeOff from "lucide-react/icons/eye-off";
import FileText from "lucide-react/icons/file-text";
import Footprints from "lucide-react/icons/footprints";
import Handshake from "lucide-react/icons/handshake";
import Inbox from "lucide-react/icons/inbox";
import ListTodo from "lucide-react/icons/list-todo";
import MapIcon from "lucide-react/icons/map";
import RouteIcon from "lucide-react/icons/route";
import Smartphone from "lucide-react/icons/smartphone";
import Sun from "lucide-react/icons/sun";
import Users from "lucide-react/icons/users";
import type { ReactNode } from "react";
import { useStillComing } from "#storage/use-world";
import { useSyncStage } from "#sync/use-sync";
import { SelectField } from "#ui/field";
import { DeskPage, DeskRail } from "#ui/page";
import { StillComing } from "#ui/still-coming";
import { SyncBadge } from "#ui/sync-badge";
import { useCommunity } from "./community.tsx";
import { type DeskText, useDeskText } from "./desk-text.ts";
import { type Rights, useRights } from "./rights.ts";

interface FrameProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly side?: ReactNode;
  readonly sideTitle?: string | undefined;
  readonly onSideClose?: (() => void) | undefined;
}

/** Only what leads somewhere: a compound's secretary has no rounds and no roster, most have no phones to look after. */
const railItems = (t: DeskText, { people, samples, settles, seesWork }: Rights, figuresOnly: boolean) => [
  ...(seesWork || figuresOnly ? [{ to: "/desk", label: t.nav.today, icon: <Sun />, end: true }] : []),
  { to: "/desk/issues", label: t.nav.issues, icon: <ListTodo /> },
  figuresOnly
    ? { to: "/desk/mediation-figures", label: t.nav.mediationFigures, icon: <Handshake /> }
    : { to: "/desk/mediations", label: t.nav.mediations, icon: <Handshake /> },
  { to: "/desk/map", label: t.nav.map, icon: <MapIcon /> },
  { to: "/desk/coverage", label: t.nav.coverage, icon: <EyeOff /> },
  ...(seesWork || figuresOnly ? [{ to: "/desk/roster", label: t.nav.roster, icon: <CalendarDays /> }] : []),
  { to: "/desk/routes", label: t.nav.routes, icon: <RouteIcon /> },
  { to: "/desk/checklists", label: t.nav.checklists, icon: <ClipboardCheck /> },
  ...(samples ? [{ to: "/desk/samples", label: t.nav.samples, icon: <FileText /> }] : []),
  { to: "/desk/people", label: t.nav.people, icon: <Users /> },
  ...(people ? [{ to: "/desk/devices", label: t.nav.devices, icon: <Smartphone /> }] : []),
  ...(settles ? [{ to: "/desk/aside", label: t.nav.aside, icon: <Inbox /> }] : []),
  { to: "/phone", label: t.toPhone, icon: <Footprints />, end: true },
];

/** A page of the desk with its rail, the community it is about, the sync badge, and whether something is still missing. */
export function DeskFrame(props: FrameProps) {
  const t = useDeskText();
  const stage = useSyncStage();
  const rights = useRights();
  const { figuresOnly } = useCommunity();
  return (
    <DeskPage
      {...props}
      rail={<DeskRail brand={t.rail} items={railItems(t, rights, figuresOnly)} end={<CommunitySelect />} />}
      badge={<SyncBadge stage={stage} />}
    >
      <StillComing coming={useStillComing()} />
      {props.children}
    </DeskPage>
  );
}

function CommunitySelect() {
  const t = useDeskText();
  const { code, options, choose } = useCommunity();
  if (options.length < 2) return <p className="small">{options[0]?.name}</p>;
  return (
    <SelectField
      label={t.community}
      value={code ?? ""}
      options={options.map((unit) => ({ value: unit.id, label: unit.name }))}
      onChange={choose}
    />
  );
}
