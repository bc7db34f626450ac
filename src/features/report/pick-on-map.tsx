/** The place of a report pointed out on the map, for what has no name and where nobody stands now. */
import MapIcon from "lucide-react/icons/map";
import { lazy, Suspense, useMemo, useState } from "react";
import type { Position } from "#domain/kernel/geo";
import { useMapArchive } from "#storage/map-archive";
import { Button } from "#ui/button";
import { Dialog } from "#ui/dialog";
import { LoadingState } from "#ui/empty";
import { areasOf, pointsOf } from "#ui/map/from-records";
import { useText } from "#ui/text";
import { en } from "./report.en.ts";
import { zh } from "./report.zh.ts";
import type { PlacesOnPhone } from "./report-sources.ts";

const PointPicker = lazy(() => import("#ui/map/point-picker"));

interface PickProps {
  readonly places: PlacesOnPhone;
  readonly within: string | undefined;
  readonly onPick: (position: Position) => void;
}

export function PickOnMap({ places, within, onPick }: PickProps) {
  const t = useText(zh, en);
  const [open, setOpen] = useState(false);
  const [point, setPoint] = useState<Position | null>(null);
  const archive = useMapArchive();
  const compounds = useMemo(() => areasOf(places.compounds), [places]);
  const checkpoints = useMemo(() => pointsOf(places.checkpoints.values()), [places]);
  const take = (): void => {
    if (point) onPick(point);
    setOpen(false);
  };
  return (
    <>
      <Button full icon={<MapIcon />} onClick={() => setOpen(true)}>
        {t.whereOnMap}
      </Button>
      <Dialog
        open={open}
        title={t.whereOnMap}
        onClose={() => setOpen(false)}
        actions={
          <Button variant="main" disabled={!point} onClick={take}>
            {t.whereTake}
          </Button>
        }
      >
        <Suspense fallback={<LoadingState />}>
          <PointPicker
            value={point}
            onChange={setPoint}
            compounds={compounds}
            checkpoints={checkpoints}
            within={within}
            archive={archive}
          />
        </Suspense>
      </Dialog>
    </>
  );
}
