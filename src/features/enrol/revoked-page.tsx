import PhoneOff from "lucide-react/icons/smartphone";
import { type EnrolledPerson, forgetPerson, type Revocation } from "#storage/device-book";
import { useUnsentOf } from "#storage/use-unsent-of";
import { Banner } from "#ui/banner";
import { Button } from "#ui/button";
import { EmptyState } from "#ui/empty";
import { PhonePage } from "#ui/page";
import { useText } from "#ui/text";
import { en } from "./enrol.en.ts";
import { zh } from "./enrol.zh.ts";

interface RevokedProps {
  readonly person: EnrolledPerson;
  readonly revoked: Revocation;
  readonly onOther: (() => void) | undefined;
  readonly onAddPerson: () => void;
}

/** Says plainly what happened, what became of the unsent work, and the way on. */
export function RevokedPage({ person, revoked, onOther, onAddPerson }: RevokedProps) {
  const t = useText(zh, en);
  const { records, photos, stage } = revoked;
  const left = useUnsentOf([person]).get(person.personId);
  const main = (
    <Button full variant="main" size="patrol" onClick={onAddPerson}>
      {t.enterCode}
    </Button>
  );
  return (
    <PhonePage title={t.revokedTitle(person.displayName)} back={onOther} footer={main}>
      {stage === "taking" ? (
        <Banner tone="warn" title={t.revokedTaking(left?.records ?? records, left?.photos ?? photos)}>
          {t.revokedKept}
        </Banner>
      ) : (
        <Banner tone="good">{t.revokedTaken(records, photos)}</Banner>
      )}
      <EmptyState icon={<PhoneOff />} title={t.revokedWhy} text="" />
      {stage === "wiped" && (
        <Button full variant="quiet" onClick={() => void forgetPerson(person.personId)}>
          {t.revokedForget}
        </Button>
      )}
    </PhonePage>
  );
}
