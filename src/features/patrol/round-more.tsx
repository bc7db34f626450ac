import { useState } from "react";
import { type PatrolRound, roundProgress } from "#domain/patrol/round";
import { useJoins } from "#storage/patrols";
import { useMe, usePeople, useTeams } from "#storage/people";
import { usePlaces } from "#storage/places";
import { newId } from "#storage/record";
import { BigChoice } from "#ui/big-choice";
import { Button, LinkButton } from "#ui/button";
import { Card, ListRow } from "#ui/card";
import { Dialog } from "#ui/dialog";
import { PhoneCard } from "#ui/phone-card";
import { PocketScreen } from "#ui/pocket-screen";
import { QrImage } from "#ui/qr-image";
import { useLang, useText } from "#ui/text";
import { emergencyNumbers } from "./emergency-numbers.ts";
import { en } from "./patrol.en.ts";
import { zh } from "./patrol.zh.ts";
import { joinAddress, nextStop } from "./round-order.ts";
import { usePatrolAct } from "./use-patrol-act.ts";

type Open = "none" | "join" | "members" | "phones" | "pocket";

interface MoreProps {
  readonly round: PatrolRound;
  readonly nextName: string;
  /** A word on the track, for the dark screen. */
  readonly note: string | undefined;
}

/** Everything that is not the stop itself, folded away below it. */
export function RoundMore({ round, nextName, note }: MoreProps) {
  const t = useText(zh, en);
  const { act } = usePatrolAct();
  const [open, setOpen] = useState<Open>("none");
  const close = (): void => setOpen("none");
  const pause = (): void => void act([{ cmd: "round.pause", args: { roundId: round.id, markId: newId() } }]);
  const { seen, of } = roundProgress(round);
  return (
    <section className="stack" aria-label={t.more}>
      <Card kind="list">
        <ListRow onPress={() => setOpen("phones")}>{t.phones}</ListRow>
        {round.state === "running" && <ListRow onPress={pause}>{t.pause}</ListRow>}
        <ListRow onPress={() => setOpen("pocket")}>{t.pocket}</ListRow>
        <ListRow to="/map?from=round">{t.roundMap}</ListRow>
        <ListRow onPress={() => setOpen("join")}>{t.joinCode}</ListRow>
        <ListRow onPress={() => setOpen("members")}>{t.members}</ListRow>
      </Card>
      {nextStop(round) !== undefined && (
        <LinkButton full size="patrol" to="/patrol/finish">
          {t.finish}
        </LinkButton>
      )}
      <Dialog open={open === "join"} title={t.joinCode} onClose={close}>
        <JoinCode round={round} />
      </Dialog>
      <Dialog open={open === "phones"} title={t.phones} onClose={close}>
        <RoundPhones communityCode={round.communityCode} />
      </Dialog>
      <Dialog open={open === "members"} title={t.members} onClose={close}>
        <MembersNow round={round} onDone={close} />
      </Dialog>
      {open === "pocket" && (
        <PocketScreen nextPlace={nextName || null} progress={t.stopOf(seen, of)} note={note} onWake={close} />
      )}
    </section>
  );
}

function JoinCode({ round }: { round: PatrolRound }) {
  const t = useText(zh, en);
  const joins = useJoins(round.id);
  const people = usePeople();
  const names = joins.map((j) => people?.get(j.personId)?.displayName ?? "").filter(Boolean);
  return (
    <div className="stack">
      <QrImage text={joinAddress(window.location.origin, round)} label={t.joinCode} />
      <p>{t.joinHint}</p>
      {names.length > 0 && <p>{t.joined(names.join("、"))}</p>}
    </div>
  );
}

function RoundPhones({ communityCode }: { communityCode: string }) {
  const t = useText(zh, en);
  const { lang } = useLang();
  const places = usePlaces();
  const own = places?.orgUnits.get(communityCode)?.phones ?? [];
  return <PhoneCard label={t.phones} numbers={emergencyNumbers(lang, own)} />;
}

function MembersNow({ round, onDone }: { round: PatrolRound; onDone: () => void }) {
  const t = useText(zh, en);
  const me = useMe();
  const teams = useTeams();
  const people = usePeople();
  const { act, busy } = usePatrolAct();
  const [memberIds, setMemberIds] = useState<string[]>([...round.memberIds]);
  const team = teams?.find((one) => one.id === round.teamId);
  const others = team?.groups.flatMap((g) => g.memberIds).filter((id) => !people?.get(id)?.retiredAt) ?? [];
  const ids = [...new Set([...round.memberIds, ...others])];
  const save = async (): Promise<void> => {
    if (await act([{ cmd: "round.setMembers", args: { roundId: round.id, markId: newId(), memberIds } }])) onDone();
  };
  const nameOf = (id: string): string => people?.get(id)?.displayName ?? id.slice(-4);
  return (
    <div className="stack">
      <BigChoice
        multiple
        label={t.members}
        labelHidden
        columns={2}
        options={ids.map((id) => ({
          value: id,
          label: id === me?.actor.personId ? `${nameOf(id)} (${t.you})` : nameOf(id),
        }))}
        value={memberIds}
        onChange={setMemberIds}
      />
      <Button full variant="main" size="patrol" busy={busy} disabled={memberIds.length < 2} onClick={() => void save()}>
        {memberIds.length < 2 ? t.needTwo : t.membersSave}
      </Button>
    </div>
  );
}
