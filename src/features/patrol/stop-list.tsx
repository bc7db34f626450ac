import { latestStops, type PatrolRound } from "#domain/patrol/round";
import type { Checkpoint } from "#domain/place/place";
import { StateBadge } from "#ui/badge";
import { Card, ListRow } from "#ui/card";
import { Fold } from "#ui/fold";
import { useText } from "#ui/text";
import { en } from "./patrol.en.ts";
import { zh } from "./patrol.zh.ts";

interface StopListProps {
  readonly round: PatrolRound;
  readonly checkpoints: ReadonlyMap<string, Checkpoint>;
  readonly inView: string | undefined;
  readonly onShow: (checkpointId: string) => void;
}

/** All stops; a tap brings one into view, in whatever order the group walks. */
export function StopList({ round, checkpoints, inView, onShow }: StopListProps) {
  const t = useText(zh, en);
  const seen = latestStops(round);
  return (
    <Fold title={t.allStops}>
      <Card kind="list">
        {round.checkpointIds.map((id) => {
          const stop = seen.get(id);
          const tone = stop?.result === "issue" ? "warn" : stop?.result === "normal" ? "good" : "plain";
          return (
            <ListRow
              key={id}
              onPress={() => onShow(id)}
              end={<StateBadge tone={tone}>{stop ? t.result[stop.result] : t.notYet}</StateBadge>}
            >
              {id === inView ? <strong>{checkpoints.get(id)?.name}</strong> : checkpoints.get(id)?.name}
              {stop && (
                <span className="dim small" style={{ display: "block" }}>
                  {t.confirmedBy[stop.confirmedBy]}
                </span>
              )}
            </ListRow>
          );
        })}
      </Card>
    </Fold>
  );
}
