import { receiptNumber } from "#domain/kernel/receipt-number";
import { latestStops, type PatrolRound, roundProgress } from "#domain/patrol/round";
import { useBackedUp } from "#storage/backed-up";
import { useIssues } from "#storage/issues";
import { useRound, useTracks } from "#storage/patrols";
import type { Shown } from "#storage/shown";
import { SeverityBadge } from "#ui/badge";
import { Card, ListRow } from "#ui/card";
import { EmptyState, LoadingState } from "#ui/empty";
import { Receipt } from "#ui/receipt";
import { clockTime, When } from "#ui/time";
import { useDeskText } from "./desk-text.ts";
import { Fact, Facts } from "./facts.tsx";
import { useNames } from "./names.ts";

/** One round: who, when, what was looked at and how that is known, what was missed and why. */
export function RoundPanel({ id }: { id: string }) {
  const t = useDeskText();
  const round = useRound(id);
  if (round === undefined) return <LoadingState />;
  if (round === null) return <EmptyState title={t.today.notFound} text={t.today.notFoundText} />;
  return (
    <div className="stack-wide">
      <RoundFacts shown={round} />
      <RoundIssues roundId={id} />
      <RoundStops round={round.doc} />
    </div>
  );
}

function RoundFacts({ shown }: { shown: Shown<PatrolRound> }) {
  const { doc: round, stage, receivedAt } = shown;
  const t = useDeskText();
  const names = useNames();
  const tracks = useTracks(round.id);
  const backedUp = useBackedUp("round", round.id);
  const { seen, of } = roundProgress(round);
  const gaps = tracks.flatMap((track) => track.gaps).length;
  return (
    <div className="stack">
      <p className="subtitle">{names.group(round.teamId, round.groupId)}</p>
      <Facts>
        <Fact name={t.today.route}>{names.route(round.routeId)}</Fact>
        <Fact name={t.today.time}>
          <When at={round.startedAt} />
          {` – ${round.finishedAt ? clockTime(round.finishedAt) : t.today.states.running}`}
        </Fact>
        <Fact name={t.today.progress}>{t.today.seenOf(seen, of)}</Fact>
        <Fact name={t.today.who}>{round.memberIds.map(names.person).join(t.listComma)}</Fact>
        {round.late && <Fact name={t.today.note}>{t.today.lateBy(names.person(round.late.witnessId))}</Fact>}
        {round.handover && <Fact name={t.today.handover}>{round.handover}</Fact>}
        <Fact name={t.map.gaps}>{round.trackMode === "round" ? String(gaps) : t.map.noTrack}</Fact>
        <Fact name={t.issues.receipt}>
          <Receipt stage={stage} number={receiptNumber(round.id)} at={receivedAt} backedUp={backedUp} />
        </Fact>
      </Facts>
    </div>
  );
}

function RoundIssues({ roundId }: { roundId: string }) {
  const t = useDeskText();
  const names = useNames();
  const found = useIssues({ roundId, limit: 50 });
  if (!found || found.rows.length === 0) return null;
  return (
    <section className="stack" aria-label={t.today.foundIssues}>
      <h3>{t.today.foundIssues}</h3>
      <Card kind="list">
        {found.rows.map(({ doc }) => (
          <ListRow
            key={doc.id}
            to={`/desk/issues?state=all&id=${doc.id}`}
            icon={<SeverityBadge severity={doc.severity} />}
          >
            {names.category(doc)}
            <span className="desk-words">{names.place(doc.place)}</span>
          </ListRow>
        ))}
      </Card>
    </section>
  );
}

/** Every stop of the round in its order; one that nobody saw has its reason, or is still to come. */
function RoundStops({ round }: { round: PatrolRound }) {
  const t = useDeskText();
  const names = useNames();
  const latest = latestStops(round);
  const reasons = new Map((round.missed ?? []).map((one) => [one.checkpointId, one.reason]));
  return (
    <section className="stack" aria-label={t.today.stopsLook}>
      <h3>{t.today.stopsLook}</h3>
      <ol className="desk-timeline">
        {round.checkpointIds.map((id) => {
          const stop = latest.get(id);
          const looked = stop && stop.result !== "notSeen";
          return (
            <li key={id} className={looked ? undefined : "dim"}>
              <strong>{names.checkpoint(id)}</strong>
              <p className="dim">
                {looked
                  ? `${t.today.result[stop.result]} · ${t.today.by[stop.confirmedBy]} · ${clockTime(stop.at)}`
                  : (reasons.get(id) ?? (round.state === "finished" ? t.today.result.notSeen : t.today.toCome))}
              </p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
