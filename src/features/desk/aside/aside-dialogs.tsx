import { useState } from "react";
import type { SetAside } from "#domain/aside/set-aside";
import { fileAside, handOverAside } from "#domain/commands";
import { usePlaces } from "#storage/places";
import { newId } from "#storage/record";
import { Button } from "#ui/button";
import { Dialog } from "#ui/dialog";
import { SelectField, TextArea, TextField } from "#ui/field";
import { Problem } from "../problem.tsx";
import { useAct } from "../use-act.ts";
import { useAsideText } from "./aside-text.ts";
import { type Mending, mendable, mendedArgs, mendingOf } from "./mend-form.ts";

/** Communities of the district, by code. */
function useCommunities(): { value: string; label: string }[] {
  const units = [...(usePlaces()?.orgUnits.values() ?? [])].filter((unit) => unit.level === "community");
  return units.sort((a, b) => a.id.localeCompare(b.id)).map((unit) => ({ value: unit.id, label: unit.name }));
}

const CALLED = ["110", "119", "120", "other", "notNeeded"] as const;

interface MendProps {
  readonly one: SetAside;
  readonly problem: string | undefined;
  readonly busy: boolean;
  readonly onApply: (args: Readonly<Record<string, unknown>>) => Promise<boolean>;
  readonly onClose: () => void;
}

/** Mends what a desk may mend, then applies. */
export function MendDialog({ one, problem, busy, onApply, onClose }: MendProps) {
  const t = useAsideText();
  const communities = useCommunities();
  const [mending, setMending] = useState<Mending>(() => mendingOf(one));
  const may = mendable(one);
  const set = (fields: Partial<Mending>) => setMending({ ...mending, ...fields });
  const save = async (): Promise<void> => {
    if (await onApply(mendedArgs(one, mending))) onClose();
  };
  return (
    <Dialog
      open
      title={t.mend}
      onClose={onClose}
      actions={
        <Button variant="main" busy={busy} onClick={() => void save()}>
          {t.mendSave}
        </Button>
      }
    >
      <div className="stack">
        {may.community && (
          <SelectField
            label={t.field.community}
            value={mending.community}
            options={communities}
            onChange={(community) => set({ community })}
          />
        )}
        {may.spot && (
          <TextField label={t.field.spot} maxLength={500} value={mending.spot} onChange={(spot) => set({ spot })} />
        )}
        {may.words && (
          <TextArea label={t.field.words} maxLength={500} value={mending.words} onChange={(words) => set({ words })} />
        )}
        {may.emergency && (
          <SelectField
            label={t.field.emergency}
            value={mending.emergency}
            options={CALLED.map((value) => ({ value, label: t.called[value] }))}
            onChange={(emergency) => set({ emergency })}
          />
        )}
        <Problem text={problem} />
      </div>
    </Dialog>
  );
}

interface AskProps {
  readonly one: SetAside;
  readonly onClose: () => void;
}

export function HandOverDialog({ one, onClose }: AskProps) {
  const t = useAsideText();
  const { act, problem, busy } = useAct();
  const [to, setTo] = useState("");
  const [text, setText] = useState("");
  const options = useCommunities().filter((unit) => unit.value !== one.orgCode);
  const save = async (): Promise<void> => {
    const command = handOverAside({ asideId: one.id, eventId: newId(), orgCode: to, text: text.trim() });
    if (await act([command], t.handedOver)) onClose();
  };
  return (
    <Dialog
      open
      title={t.handOver}
      onClose={onClose}
      actions={
        <Button variant="main" busy={busy} disabled={to === ""} onClick={() => void save()}>
          {t.handOverYes}
        </Button>
      }
    >
      <div className="stack">
        <SelectField label={t.handOverTo} value={to} options={options} onChange={setTo} />
        <TextArea label={t.handOverSay} rows={3} maxLength={500} value={text} onChange={setText} />
        <Problem text={problem} />
      </div>
    </Dialog>
  );
}

/** Files it, and what waits for it. */
export function FileDialog({ one, followers, onClose }: AskProps & { readonly followers: readonly SetAside[] }) {
  const t = useAsideText();
  const { act, problem, busy } = useAct();
  const [text, setText] = useState("");
  const save = async (): Promise<void> => {
    const all = [one, ...followers].map(({ id }) => fileAside({ asideId: id, eventId: newId(), text: text.trim() }));
    if (await act(all, t.filed)) onClose();
  };
  return (
    <Dialog
      open
      title={t.file}
      onClose={onClose}
      actions={
        <Button variant="main" busy={busy} disabled={text.trim() === ""} onClick={() => void save()}>
          {t.fileYes}
        </Button>
      }
    >
      <div className="stack">
        {followers.length > 0 && <p>{t.filedWith(followers.length)}</p>}
        <TextArea label={t.fileSay} rows={3} maxLength={500} value={text} onChange={setText} />
        <Problem text={problem} />
      </div>
    </Dialog>
  );
}
