import { useState } from "react";
import { saveFile } from "#device/download";
import { type Fault, isFault } from "#domain/kernel/fault";
import { useWorld } from "#storage/use-world";
import { handInParcel, type PackedParcel, packParcel } from "#sync/parcel";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { ParcelIn } from "#ui/parcel-in";
import { exactTime } from "#ui/time";
import { named, useSyncText } from "./entry-words.ts";

type Packing =
  | { readonly at: "idle" | "busy" }
  | { readonly at: "packed"; readonly parcel: PackedParcel }
  | { readonly at: "failed"; readonly code: string };

/** 托人带走: what waits, sealed so that whoever carries it can neither read nor change it. */
export function CarryOut() {
  const t = useSyncText();
  const world = useWorld();
  const [state, setState] = useState<Packing>({ at: "idle" });
  const pack = async (): Promise<void> => {
    setState({ at: "busy" });
    try {
      const parcel = await packParcel(world);
      const when = exactTime(new Date(world.clock.now()).toISOString()).slice(0, 16).replace(/\D/g, "");
      saveFile({ name: t.carry.name(when), content: parcel.file });
      setState({ at: "packed", parcel });
    } catch (error) {
      // Whatever stopped it (no key, no memory, no space), nothing is lost: the records stay in the outbox.
      setState({ at: "failed", code: isFault(error) ? error.code : "memory" });
    }
  };
  return (
    <Card label={t.carry.title}>
      <h2>{t.carry.title}</h2>
      <p>{t.carry.text}</p>
      <div role="status">
        {state.at === "packed" && <Banner tone="good">{t.carry.packed(state.parcel)}</Banner>}
        {state.at === "failed" && (
          <Banner tone="bad">{state.code === "parcel-key-missing" ? t.carry.noKey : t.exportFailed}</Banner>
        )}
      </div>
      <Button busy={state.at === "busy"} onClick={() => void pack()}>
        {t.carry.button}
      </Button>
    </Card>
  );
}

/** 替别人交: the other end of it, for whoever has a line. */
export function CarryIn() {
  const t = useSyncText();
  const world = useWorld();
  const why = ({ code }: Fault): string => named(t.carry.faults, code) ?? named(t.faults, code) ?? t.otherFault(code);
  return (
    <details className="sync-fold">
      <summary>{t.carry.inTitle}</summary>
      <div className="stack">
        <p>{t.carry.inText}</p>
        <ParcelIn handIn={(file) => handInParcel(world, file)} why={why} />
      </div>
    </details>
  );
}
