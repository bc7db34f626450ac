import { type PointerEvent, useRef, useState } from "react";

/** One line of the pen: x 0…1000, y 0…400, pressure 0…1. */
export type PenPoint = [x: number, y: number, pressure: number];

interface SignaturePadProps {
  readonly label: string;
  readonly strokes: readonly PenPoint[][];
  readonly onChange: (strokes: PenPoint[][]) => void;
  readonly className?: string | undefined;
}

const WIDTH = 1000;
const HEIGHT = 400;
/** A mouse knows no pressure and says 0.5; some screens say 0. */
const pressureOf = (event: PointerEvent): number => event.pressure || 0.5;
const thickness = (pressure: number): number => 4 + pressure * 12;

/** A frame to sign in, by finger, pen or mouse; pressure makes the line thicker. */
export function SignaturePad({ label, strokes, onChange, className }: SignaturePadProps) {
  const pen = useRef<number | undefined>(undefined);
  const [running, setRunning] = useState<PenPoint[]>([]);
  const pointOf = (event: PointerEvent<SVGSVGElement>): PenPoint => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * WIDTH;
    const y = ((event.clientY - box.top) / box.height) * HEIGHT;
    return [Math.round(x), Math.round(y), Math.round(pressureOf(event) * 100) / 100];
  };
  const down = (event: PointerEvent<SVGSVGElement>): void => {
    pen.current = event.pointerId;
    event.currentTarget.setPointerCapture?.(event.pointerId);
    setRunning([pointOf(event)]);
  };
  const move = (event: PointerEvent<SVGSVGElement>): void => {
    if (pen.current !== event.pointerId) return;
    const point = pointOf(event);
    setRunning((line) => [...line, point]);
  };
  const up = (event: PointerEvent<SVGSVGElement>): void => {
    if (pen.current !== event.pointerId) return;
    pen.current = undefined;
    onChange([...strokes, [...running, pointOf(event)]]);
    setRunning([]);
  };
  return (
    <svg
      role="img"
      aria-label={label}
      className={className}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
    >
      {[...strokes, running].map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity but its place
        <Line key={i} points={line} />
      ))}
    </svg>
  );
}

/** Middle points joined by curves, each as thick as the pen was pressed there. */
function Line({ points }: { readonly points: readonly PenPoint[] }) {
  return points.slice(1).map(([x, y, pressure], i) => {
    const [fromX, fromY] = points[i] ?? [x, y];
    const [beforeX, beforeY] = points[i - 1] ?? [fromX, fromY];
    const path = `M ${(beforeX + fromX) / 2} ${(beforeY + fromY) / 2} Q ${fromX} ${fromY} ${(fromX + x) / 2} ${(fromY + y) / 2}`;
    return (
      <path
        // biome-ignore lint/suspicious/noArrayIndexKey: a piece of a line has no identity but its place
        key={i}
        d={path}
        fill="none"
        stroke="#1d1a22"
        strokeLinecap="round"
        strokeWidth={thickness(pressure)}
      />
    );
  });
}
