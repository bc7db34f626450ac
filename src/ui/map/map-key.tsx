/** What each sign means, drawn as the map draws it. Only what is shown is explained. */
import { useWords } from "../words.tsx";
import type { LayerVisibility, MapArea, MapCheckpoint, Tone } from "./map-data.ts";
import { type MapPalette, type MapTheme, paletteOf } from "./map-palette.ts";
import { useMapWords } from "./map-words.ts";

const SEVERITIES = ["red", "orange", "yellow", "blue"] as const;
const RESULTS = ["normal", "issue", "notSeen"] as const;
const TOLD_TONES = ["fresh", "due", "overdue", "unknown"] as const;

interface KeyProps {
  readonly layers: LayerVisibility;
  readonly theme: MapTheme;
  readonly compounds?: readonly MapArea[] | undefined;
  readonly checkpoints?: readonly MapCheckpoint[] | undefined;
}

const tonesIn = (things: readonly { readonly tone: Tone }[] = []): boolean => things.some((t) => t.tone !== "plain");

export function MapKey({ layers, theme, compounds, checkpoints }: KeyProps) {
  const palette = paletteOf(theme);
  const words = useMapWords();
  const pointsToned = layers.checkpoints && tonesIn(checkpoints);
  const toned = layers.compounds && tonesIn(compounds);
  return (
    <ul className="zm-map-key">
      {layers.hazards && <HazardSigns palette={palette} tinted={layers.compounds && !toned} />}
      {layers.checkpoints && !pointsToned && (
        <li>
          <PointSign palette={palette} tone="plain" />
          {words.legendPoint}
        </li>
      )}
      {(pointsToned || toned) && <PlaceSigns palette={palette} points={pointsToned} areas={toned} />}
      {layers.rounds && <RoundSigns palette={palette} />}
    </ul>
  );
}

const SHAPES = {
  red: <rect x="3" y="3" width="14" height="14" />,
  orange: <path d="M10 1.5 19 17H1Z" />,
  yellow: <path d="M10 0.5 19.5 10 10 19.5 0.5 10Z" />,
  blue: <circle cx="10" cy="10" r="8" />,
} as const;

function Sign({ children, text }: { children: React.ReactNode; text: string }) {
  return (
    <li>
      <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
        {children}
      </svg>
      {text}
    </li>
  );
}

function HazardSigns({ palette, tinted }: { palette: MapPalette; tinted: boolean }) {
  const words = useMapWords();
  const kit = useWords();
  return (
    <>
      <li className="zm-map-severities">
        {SEVERITIES.map((severity) => (
          <span key={severity}>
            <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" fill={palette.severity[severity]}>
              {SHAPES[severity]}
            </svg>
            {kit.severity[severity]}
          </span>
        ))}
      </li>
      <Sign text={words.legendOpen}>
        <circle cx="10" cy="10" r="7" fill={palette.dim} />
      </Sign>
      <Sign text={words.legendClosed}>
        <circle cx="10" cy="10" r="6" fill={palette.halo} stroke={palette.dim} strokeWidth="2" />
      </Sign>
      <Sign text={words.legendCount}>
        <circle cx="10" cy="10" r="8.5" fill={palette.halo} stroke={palette.severity.orange} strokeWidth="2" />
        <text x="10" y="14" fontSize="11" fontWeight="650" textAnchor="middle" fill={palette.ink}>
          3
        </text>
      </Sign>
      {tinted && (
        <Sign text={words.legendTint}>
          {palette.tints.map((tint, i) => (
            <rect key={tint} x={i * 6.7} y="3" width="6.7" height="14" fill={tint} />
          ))}
        </Sign>
      )}
    </>
  );
}

/** Checkpoints, and compounds where they are coloured by the same thing: one line for each tone. */
function PlaceSigns({ palette, points, areas }: { palette: MapPalette; points: boolean; areas: boolean }) {
  const words = useMapWords();
  return (
    <>
      {TOLD_TONES.map((tone) => (
        <li key={tone}>
          {points && <PointSign palette={palette} tone={tone} />}
          {areas && <AreaSign palette={palette} tone={tone} />}
          {words.legendTone[tone]}
        </li>
      ))}
    </>
  );
}

interface ToneProps {
  readonly palette: MapPalette;
  readonly tone: Tone;
}

function PointSign({ palette, tone }: ToneProps) {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <circle cx="10" cy="10" r="6" fill={palette.halo} stroke={palette.checkpoint[tone]} strokeWidth="3" />
      {tone === "unknown" && (
        <path d="M5 11 11 5M8 15 15 8" stroke={palette.checkpoint.unknown} strokeWidth="1.4" fill="none" />
      )}
    </svg>
  );
}

function AreaSign({ palette, tone }: ToneProps) {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <rect x="1" y="3" width="18" height="14" fill={palette.area[tone]} stroke={palette.areaEdge} />
      {tone === "unknown" && <path d="M2 12 11 3M5 17 18 4M13 17 19 11" stroke={palette.areaEdge} />}
    </svg>
  );
}

function RoundSigns({ palette }: { palette: MapPalette }) {
  const words = useMapWords();
  return (
    <>
      {RESULTS.map((result) => (
        <Sign key={result} text={words.legendStop[result]}>
          <circle
            cx="10"
            cy="10"
            r="6"
            fill={result === "notSeen" ? palette.halo : palette.stop[result]}
            stroke={result === "notSeen" ? palette.stop.notSeen : palette.halo}
            strokeWidth="2"
          />
        </Sign>
      ))}
      <Sign text={words.legendTrail}>
        <path d="M0 15 8 6 20 10" stroke={palette.trail} strokeWidth="3" fill="none" />
      </Sign>
      <Sign text={words.legendGap}>
        <path d="M0 15 20 5" stroke={palette.gap} strokeWidth="2" strokeDasharray="3 4" fill="none" />
      </Sign>
    </>
  );
}
