import type { ReactNode } from "react";

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
