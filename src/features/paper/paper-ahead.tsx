import { FONT_URLS, KIT_URLS } from "#paper/kit-files";
import { usePaperKit } from "#sync/paper-kit";

const ALSO = [FONT_URLS.rare];

/** Whoever mediates prints at a kitchen table without signal: what that needs comes to the phone before, unasked. */
export function PaperAhead() {
  usePaperKit(KIT_URLS, { ahead: true, also: ALSO });
  return null;
}
