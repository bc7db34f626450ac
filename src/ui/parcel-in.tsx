import { useRef, useState } from "react";
import { type Fault, isFault } from "#domain/kernel/fault";
import { Banner } from "./banner.tsx";
import { Button } from "./button.tsx";
import { useWords } from "./words.tsx";

interface Taken {
  readonly records: number;
  readonly aside: number;
  readonly photos: number;
}

type State =
  | { readonly at: "idle" }
  | { readonly at: "busy" }
  | { readonly at: "taken"; readonly taken: Taken }
  | { readonly at: "failed"; readonly why: string };

interface ParcelInProps {
  readonly handIn: (file: File) => Promise<Taken>;
  /** Says why the file could not be handed in. */
  readonly why: (fault: Fault) => string;
}

/** 替别人交: chooses a sealed file of another phone, hands it in, and says how many records the platform took. */
export function ParcelIn({ handIn, why }: ParcelInProps) {
  const t = useWords();
  const chooser = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<State>({ at: "idle" });
  const give = async (file: File): Promise<void> => {
    setState({ at: "busy" });
    try {
      setState({ at: "taken", taken: await handIn(file) });
    } catch (error) {
      if (!isFault(error)) throw error;
      setState({ at: "failed", why: why(error) });
    }
  };
  return (
    <>
      <div role="status">
        {state.at === "taken" && <Banner tone="good">{t.parcelTaken(state.taken)}</Banner>}
        {state.at === "failed" && <Banner tone="bad">{state.why}</Banner>}
      </div>
      <input
        ref={chooser}
        type="file"
        hidden
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = "";
          if (file) void give(file);
        }}
      />
      <Button busy={state.at === "busy"} onClick={() => chooser.current?.click()}>
        {t.parcelChoose}
      </Button>
    </>
  );
}
