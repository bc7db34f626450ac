import { useEffect } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { isInTeam } from "#domain/kernel/actor";
import { joinRef } from "#domain/patrol/service";
import { useJoins, useMyOpenRound } from "#storage/patrols";
import { useMe } from "#storage/people";
import { usePlaces } from "#storage/places";
import { useWorld } from "#storage/use-world";
import { Banner } from "#ui/banner";
import { Button, LinkButton } from "#ui/button";
import { EmptyState, LoadingState } from "#ui/empty";
import { PhonePage } from "#ui/page";
import { useText } from "#ui/text";
import { useToast } from "#ui/toast";
import type { PhoneFrame } from "./frame.ts";
import { en } from "./patrol.en.ts";
import { zh } from "./patrol.zh.ts";
import { usePatrolAct } from "./use-patrol-act.ts";

/** `/d/:tag`: a printed code was scanned with the phone's own camera. In a round it confirms the stop. */
export function TagPage({ badge }: PhoneFrame) {
  const t = useText(zh, en);
  const { tag = "" } = useParams();
  const navigate = useNavigate();
  const places = usePlaces();
  const open = useMyOpenRound();
  const point = places?.checkpointByTag(tag);
  const onRound = Boolean(point && open?.doc.checkpointIds.includes(point.id) && open.doc.state === "running");
  useEffect(() => {
    if (onRound) void navigate(`/patrol/round?tag=${encodeURIComponent(tag)}`, { replace: true });
  }, [onRound, navigate, tag]);
  const ready = places && open !== undefined;
  const main = point && (
    <LinkButton full variant="main" size="patrol" to={`/report?checkpoint=${point.id}`}>
      {t.tagReport}
    </LinkButton>
  );
  return (
    <PhonePage title={t.tagTitle} back="/" badge={badge} footer={main}>
      {!ready && <LoadingState title={t.loading} />}
      {ready && !point && <EmptyState title={t.tagUnknown} text={t.tagUnknownText} />}
      {point && (
        <>
          <h2 className="place-name">{point.name}</h2>
          <p className="dim">{places?.compounds.get(point.compoundId)?.name}</p>
        </>
      )}
    </PhonePage>
  );
}

/** `/join?r&t&c`: the leader's code. Works before the round has reached the server. */
export function JoinPage({ badge }: PhoneFrame) {
  const t = useText(zh, en);
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const toast = useToast();
  const me = useMe();
  const { person } = useWorld();
  const { act, busy } = usePatrolAct();
  const [roundId, teamId, communityCode] = [params.get("r"), params.get("t"), params.get("c")];
  const join = async (): Promise<void> => {
    if (roundId === null) return;
    const args = { joinId: joinRef(roundId, person.personId).id, roundId, teamId, communityCode };
    if (!(await act([{ cmd: "round.join", args }]))) return;
    toast({ tone: "good", text: t.joinDone });
    await navigate("/patrol", { replace: true });
  };
  const valid = Boolean(roundId && teamId && communityCode);
  const joined = useJoins(roundId ?? "none").some((j) => j.personId === person.personId);
  const member = Boolean(me && teamId && isInTeam(me.actor, teamId));
  const main = joined ? (
    <LinkButton full variant="main" size="patrol" to="/patrol">
      {t.toSlots}
    </LinkButton>
  ) : (
    valid && (
      <Button full variant="main" size="patrol" busy={busy} disabled={!member} onClick={() => void join()}>
        {t.joinNow}
      </Button>
    )
  );
  return (
    <PhonePage title={t.joinTitle} back="/" badge={badge} footer={main}>
      {!me && <LoadingState title={t.loading} />}
      {valid && <p>{joined ? t.joinedAlready : t.joinText}</p>}
      {me && valid && !member && <Banner tone="warn">{t.noTeam}</Banner>}
      {!valid && <EmptyState title={t.joinBad} text="" />}
    </PhonePage>
  );
}
