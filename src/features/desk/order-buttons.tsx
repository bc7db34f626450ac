import { Button } from "#ui/button";
import { useDeskText } from "./desk-text.ts";
import { moved } from "./moved.ts";

interface OrderProps<T> {
  /** What is moved, as a screen reader says it. */
  readonly name: string;
  readonly list: readonly T[];
  readonly at: number;
  readonly onOrder: (list: readonly T[]) => void;
  readonly onRemove: () => void;
}

/** One item of a list that is put in order by hand: one place up, one down, out. */
export function OrderButtons<T>({ name, list, at, onOrder, onRemove }: OrderProps<T>) {
  const t = useDeskText();
  const button = { size: "small", variant: "quiet" } as const;
  return (
    <>
      <Button {...button} aria-label={t.up(name)} disabled={at === 0} onClick={() => onOrder(moved(list, at, -1))}>
        ↑
      </Button>
      <Button
        {...button}
        aria-label={t.down(name)}
        disabled={at === list.length - 1}
        onClick={() => onOrder(moved(list, at, 1))}
      >
        ↓
      </Button>
      <Button {...button} aria-label={t.removeOf(name)} onClick={onRemove}>
        {t.remove}
      </Button>
    </>
  );
}
