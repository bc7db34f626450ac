import { pictureForPaper } from "#device/photo";
import type { OpenedMediation } from "#domain/mediation/opened";
import type { FormKind, Picture, Pictures } from "#paper/sheet";
import { readSealedFile, type SealedFile } from "#storage/sealed-files";
import type { World } from "#storage/world";

/** Longest side on paper, px: a photo beside another one, and a page of writing that must stay readable. */
const EVIDENCE_PX = 900;
const WRITING_PX = 1500;

const photosIn = (
  entries: readonly { readonly words: { readonly photos: readonly SealedFile[] } | null }[] | undefined,
) => (entries ?? []).flatMap(({ words }) => words?.photos ?? []);

/** The photos of an opened file that these papers show, made small for paper; those out of reach are left out. */
export async function picturesFor(world: World, plain: OpenedMediation, kinds: readonly FormKind[]): Promise<Pictures> {
  const wanted = [
    ...(kinds.includes("evidencePhotos") ? photosIn(plain.evidence).map((file) => [file, EVIDENCE_PX] as const) : []),
    ...(kinds.includes("signedPaper")
      ? [...photosIn(plain.formSignatures), ...photosIn(plain.signatures)].map((file) => [file, WRITING_PX] as const)
      : []),
  ];
  const pictures: Record<string, Picture> = {};
  // One after the other: nine large photos open at once are too much for a small phone.
  for (const [file, longestPx] of wanted) {
    // A photo that cannot be had or drawn keeps its frame on the paper, with words in it.
    const picture = await readSealedFile(world, file)
      .then((blob) => blob && pictureForPaper(blob, longestPx))
      .catch(() => undefined);
    if (picture) pictures[file.sha256] = picture;
  }
  return pictures;
}
