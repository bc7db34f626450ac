/** Photos of sealed records for the screen: decrypted in memory only, by the keys that stand in their opened words. */
import { useCallback, useEffect, useRef } from "react";
import { type ShownPhoto, useObjectUrls, usePhotoWays } from "./photos.ts";
import { readSealedFile, type SealedFile } from "./sealed-files.ts";
import { useWorld } from "./use-world.ts";

/** Those that are here or can be had from the server, in their order, each with its way; and how many cannot. */
export function useSealedPhotos(files: readonly SealedFile[]): {
  readonly photos: readonly ShownPhoto[];
  readonly missing: number;
} {
  const world = useWorld();
  const known = useRef(files);
  useEffect(() => {
    known.current = files;
  }, [files]);
  const find = useCallback(
    async (sha256: string) => {
      const file = known.current.find((one) => one.sha256 === sha256);
      return file && readSealedFile(world, file);
    },
    [world],
  );
  const urls = useObjectUrls(
    files.map(({ sha256 }) => sha256),
    find,
  );
  const ways = usePhotoWays(files.map(({ sha256 }) => ({ sha256, thumbSha256: sha256 })));
  const photos = files.flatMap(({ sha256 }, i): ShownPhoto[] => {
    const url = urls.get(sha256);
    return url ? [{ id: sha256, url, way: ways?.[i] }] : [];
  });
  return { photos, missing: files.filter(({ sha256 }) => urls.get(sha256) === null).length };
}
