import { Banner } from "./banner.tsx";
import { useWords } from "./words.tsx";

/** Said above a list while the first reading goes on: something may be missing, and there is nothing to do about it. */
export function StillComing({ coming }: { readonly coming: boolean | undefined }) {
  const words = useWords();
  return coming ? <Banner>{words.stillComing}</Banner> : null;
}
