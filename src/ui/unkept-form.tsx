import type { ReactNode } from "react";

/**
 * Fields for words that must not lie open on the phone. A browser writes what stands in a field into the files it
 * restores tabs from, in clear, also the words of a page that was left; inside a form that says no it does not.
 */
export function UnkeptForm({ children }: { readonly children: ReactNode }) {
  return (
    <form autoComplete="off" style={{ display: "contents" }} onSubmit={(event) => event.preventDefault()}>
      {children}
    </form>
  );
}
