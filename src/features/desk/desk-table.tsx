import type { ReactNode } from "react";

interface DeskTableProps {
  /** Names the table for a screen reader. */
  readonly label: string;
  readonly heads: readonly string[];
  /** The rows. */
  readonly children: ReactNode;
  readonly className?: string | undefined;
}

/** A table of the desk: native, with a head that stays. */
export function DeskTable({ label, heads, children, className = "" }: DeskTableProps) {
  return (
    <div className="desk-table-box">
      <table className={`desk-table ${className}`} aria-label={label}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** Facts with their names, one a line. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="desk-facts">{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
