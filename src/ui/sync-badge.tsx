import type { LucideIcon } from "lucide-react";
import CircleAlert from "lucide-react/icons/circle-alert";
import CircleCheck from "lucide-react/icons/circle-check";
import CloudOff from "lucide-react/icons/cloud-off";
import CloudUpload from "lucide-react/icons/cloud-upload";
import KeyRound from "lucide-react/icons/key-round";
import RefreshCw from "lucide-react/icons/refresh-cw";
import ServerOff from "lucide-react/icons/server-off";
import Smartphone from "lucide-react/icons/smartphone";
import { Link } from "react-router";
import { unreachable } from "#domain/kernel/assert";
import { useLang } from "./text.tsx";
import "./sync-badge.css";
import { humanTime } from "./time.tsx";
import { useWords } from "./words.tsx";

/** The one state of everything that was entered on this phone. Counts are records and photos not yet received. */
export type SyncStage =
  | { readonly name: "all-received"; readonly at?: string | undefined }
  | { readonly name: "stored"; readonly count: number }
  | { readonly name: "sending"; readonly count: number }
  | {
      readonly name: "waiting";
      readonly count: number;
      readonly reason: "offline" | "server" | "login" | "update";
    }
  | { readonly name: "attention"; readonly count: number; readonly quarantined: number };

interface Drawn {
  readonly tone: "plain" | "good" | "warn" | "bad";
  readonly Icon: LucideIcon;
  readonly text: string;
}

type Words = ReturnType<typeof useWords>;

function drawWaiting(stage: Extract<SyncStage, { name: "waiting" }>, words: Words): Drawn {
  switch (stage.reason) {
    case "offline":
      return { tone: "plain", Icon: CloudOff, text: words.syncOffline(stage.count) };
    case "server":
      return { tone: "plain", Icon: ServerOff, text: words.syncServer(stage.count) };
    case "login":
      return { tone: "warn", Icon: KeyRound, text: words.syncLogin(stage.count) };
    case "update":
      return { tone: "warn", Icon: RefreshCw, text: words.syncUpdate(stage.count) };
    default:
      return unreachable(stage.reason);
  }
}

function draw(stage: SyncStage, words: Words, when: string | null): Drawn {
  switch (stage.name) {
    case "all-received":
      return { tone: "good", Icon: CircleCheck, text: when === null ? words.syncAll : words.syncAllAt(when) };
    case "stored":
      return { tone: "plain", Icon: Smartphone, text: words.syncStored(stage.count) };
    case "sending":
      return { tone: "plain", Icon: CloudUpload, text: words.syncSending(stage.count) };
    case "waiting":
      return drawWaiting(stage, words);
    case "attention":
      return stage.quarantined > 0
        ? { tone: "bad", Icon: CircleAlert, text: words.syncQuarantined(stage.quarantined) }
        : { tone: "bad", Icon: CircleAlert, text: words.syncAttention(stage.count) };
    default:
      return unreachable(stage);
  }
}

interface SyncBadgeProps {
  readonly stage: SyncStage;
  /** Say when the platform last received, too; off in the narrow head of a phone screen. */
  readonly withTime?: boolean | undefined;
}

/** On every screen, never cut off; a tap opens the list of what is unsent and why. */
export function SyncBadge({ stage, withTime = false }: SyncBadgeProps) {
  const words = useWords();
  const { lang } = useLang();
  const at = stage.name === "all-received" ? stage.at : undefined;
  const { tone, Icon, text } = draw(stage, words, withTime && at ? humanTime(at, Date.now(), lang) : null);
  return (
    <Link className={`ui-sync ui-sync-${tone}`} to="/sync">
      <span className="ui-sync-pill">
        <Icon />
        <span>{text}</span>
      </span>
      <span className="visually-hidden">{words.syncHint}</span>
    </Link>
  );
}
