/** What lies over the map: what its signs mean, and which ground it has. */
import X from "lucide-react/icons/x";
import type { ReactNode } from "react";
import { useWords } from "../words.tsx";
import { BASE_KINDS, type BaseChoice, type BaseKind, type Ground } from "./ground.ts";
import type { LayerVisibility, MapArea, MapCheckpoint } from "./map-data.ts";
import { MapKey } from "./map-key.tsx";
import type { MapTheme } from "./map-palette.ts";
import { useMapWords } from "./map-words.ts";
import { PackControls } from "./pack-controls.tsx";

interface NoteProps {
  readonly choice: BaseChoice;
  readonly ground: Ground | undefined;
  readonly trouble: "none" | "unreadable" | "no-pictures";
}

/** One sentence on what the ground is, where it is not what its person chose or no map at all. */
export function BaseNote({ choice, ground, trouble }: NoteProps) {
  const words = useMapWords();
  const { chosen, shown } = choice;
  const said = (): string | undefined => {
    if (shown === "tianditu") return trouble === "no-pictures" ? words.tiandituLost : undefined;
    if (chosen === "tianditu" && ground?.tiandituNextTime) return words.tiandituNext;
    if (chosen === "tianditu") return words.tiandituOff;
    return shown === "plan" || trouble === "unreadable" ? words.schematic : undefined;
  };
  const text = said();
  return text === undefined ? null : (
    <p className="zm-map-note" role="status">
      {text}
    </p>
  );
}

interface MenuProps {
  readonly layers: LayerVisibility;
  readonly theme: MapTheme;
  readonly choice: BaseChoice;
  readonly ground?: Ground | undefined;
  readonly compounds?: readonly MapArea[];
  readonly checkpoints?: readonly MapCheckpoint[];
  readonly keyNote?: ReactNode;
  readonly menuTop?: ReactNode;
  readonly onClose: () => void;
}

export function MapMenu(props: MenuProps) {
  const { layers, theme, choice, ground, compounds, checkpoints, keyNote, menuTop, onClose } = props;
  const words = useMapWords();
  const kit = useWords();
  return (
    <section className="zm-map-menu" aria-label={words.menu}>
      <div className="row-apart">
        <h3>{words.legend}</h3>
        <button type="button" className="ui-dialog-close" aria-label={kit.close} onClick={onClose}>
          <X />
        </button>
      </div>
      {menuTop}
      <MapKey layers={layers} theme={theme} compounds={compounds} checkpoints={checkpoints} />
      {keyNote && <p className="small dim">{keyNote}</p>}
      {ground && <BaseChoices choice={choice} ground={ground} />}
    </section>
  );
}

function BaseChoices({ choice, ground }: { choice: BaseChoice; ground: Ground }) {
  const words = useMapWords();
  const can: Readonly<Record<BaseKind, boolean>> = {
    plan: true,
    pack: ground.archive !== undefined,
    tianditu: ground.tianditu !== undefined || choice.chosen === "tianditu",
  };
  return (
    <div role="radiogroup" className="zm-map-bases" aria-label={words.base}>
      <h3>{words.base}</h3>
      {BASE_KINDS.filter((kind) => can[kind]).map((kind) => (
        <label key={kind} className="zm-map-base">
          <input
            type="radio"
            name="zm-map-base"
            checked={(choice.chosen === "tianditu" ? "tianditu" : choice.shown) === kind}
            onChange={() => choice.choose(kind)}
          />
          <span>
            {words.baseNames[kind]}
            <span className="dim zm-map-hint">{words.baseHints[kind]}</span>
          </span>
        </label>
      ))}
      <PackControls {...ground} />
    </div>
  );
}
