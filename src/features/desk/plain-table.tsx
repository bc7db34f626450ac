import type { ReactNode } from "react";

interface PlainTableProps<T> {
  readonly className: string;
  readonly heads: readonly ReactNode[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  /** The cells of a row: `td`, and a `th` with `scope="row"` for its name. */
  readonly children: (row: T) => ReactNode;
}

/** A table to be read and not worked with: figures, and everything on paper. */
export function PlainTable<T>({ className, heads, rows, rowKey, children }: PlainTableProps<T>) {
  return (
    <table className={className}>
      <thead>
        <tr>
          {heads.map((head, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two heads may read the same, and they never change their order
            <th key={n} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>{children(row)}</tr>
        ))}
      </tbody>
    </table>
  );
}
