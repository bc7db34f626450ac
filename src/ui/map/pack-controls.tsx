/** The base map of this device in words: take it, how far it is, stop, give its room back. */
import Download from "lucide-react/icons/download";
import Trash from "lucide-react/icons/trash-2";
import { Button } from "../button.tsx";
import type { PackOnDevice, PackState } from "./ground.ts";
import { useMapWords } from "./map-words.ts";

/** Never 0.0: a small map is still something to fetch. */
const megabytes = (bytes: number): string =>
  bytes < 9_500_000 ? Math.max(0.1, bytes / 1e6).toFixed(1) : String(Math.round(bytes / 1e6));

/** Nothing where neither this device nor the server has one. */
export function PackControls({ pack, onDownload, onPause, onRemove }: PackOnDevice) {
  const words = useMapWords();
  if (pack.state === "none") return <p className="dim small">{words.packNone}</p>;
  const newer = pack.state === "ready" ? pack.newer : undefined;
  return (
    <div className="stack-tight">
      <PackWords pack={pack} />
      <div className="row">
        {pack.state === "offered" && (
          <Button icon={<Download />} onClick={onDownload}>
            {words.packGet(megabytes(pack.bytes))}
          </Button>
        )}
        {pack.state === "loading" && pack.running && <Button onClick={onPause}>{words.packPause}</Button>}
        {pack.state === "loading" && !pack.running && (
          <Button icon={<Download />} onClick={onDownload}>
            {words.packResume}
          </Button>
        )}
        {newer !== undefined && (
          <Button icon={<Download />} onClick={onDownload}>
            {words.packNewer(megabytes(newer))}
          </Button>
        )}
        {pack.state !== "offered" && (
          <Button variant="quiet" icon={<Trash />} onClick={onRemove}>
            {words.packRemove}
          </Button>
        )}
      </div>
    </div>
  );
}

function PackWords({ pack }: { pack: PackState }) {
  const words = useMapWords();
  if (pack.state === "ready") return <p className="small">{words.packReady(megabytes(pack.bytes))}</p>;
  if (pack.state !== "loading") return <p className="small dim">{words.packWhy}</p>;
  const { have, bytes, running, fault } = pack;
  const of = words.packHave(megabytes(have), megabytes(bytes));
  return (
    <>
      <p className="small">{of}</p>
      <progress className="zm-pack-bar" max={Math.max(1, bytes)} value={have} aria-label={of} />
      {!running && <p className="small">{fault ? broken(words, fault) : words.packStopped}</p>}
    </>
  );
}

function broken(words: ReturnType<typeof useMapWords>, fault: string): string {
  if (fault === "storage-full") return words.packFull;
  return fault === "no-map" ? words.packGone : words.packBroken;
}
