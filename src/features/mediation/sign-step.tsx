import { type ReactNode, useState } from "react";
import { currentAgreement, unsigned } from "#domain/mediation/mediation";
import { signAgreement } from "#domain/mediation/outcome-commands";
import { usePeople } from "#storage/people";
import { newId } from "#storage/record";
import type { SealedFile } from "#storage/sealed-files";
import { useWorld } from "#storage/use-world";
import { Banner } from "#ui/banner";
import { BigChoice } from "#ui/big-choice";
import { Button } from "#ui/button";
import { Card } from "#ui/card";
import { type PenPoint, SignaturePad } from "#ui/signature-pad";
import { useCase } from "./case-context.ts";
import { announced, PhotoTaker } from "./photo-taker.tsx";
import { StepFrame } from "./step-frame.tsx";
import { useMediationAct, useMediationText } from "./use-mediation-act.ts";

/** Each signs under the very text, on the screen or on the paper. */
export function SignStep({ badge }: { readonly badge: ReactNode }) {
  const t = useMediationText();
  const { file, plain } = useCase();
  const [who, setWho] = useState<string | null>(null);
  const left = unsigned(file);
  const text = plain?.agreements?.[plain.agreements.length - 1]?.words?.text;
  const chosen = who && left.includes(who) ? who : (left[0] ?? null);
  return (
    <StepFrame step="sign" badge={badge} ready={plain !== undefined}>
      <p>{t.signText}</p>
      <Card label={t.agreement}>
        <p className="case-words">{text ?? t.unreadable}</p>
      </Card>
      {left.length === 0 && <Banner tone="good">{t.allSigned}</Banner>}
      {chosen && text !== undefined && (
        <>
          <BigChoice
            label={t.signWho}
            columns={2}
            options={left.map((value) => ({
              value,
              label: value === "mediator" ? t.theMediator : t.party(value),
            }))}
            value={chosen}
            onChange={setWho}
          />
          <SignHere key={chosen} who={chosen} />
        </>
      )}
    </StepFrame>
  );
}

function useSigning(who: string) {
  const { file, plain } = useCase();
  const { person } = useWorld();
  const people = usePeople();
  const { act, busy } = useMediationAct({ quiet: true });
  const isMediator = who === "mediator";
  const name = isMediator
    ? (people?.get(person.personId)?.displayName ?? person.displayName)
    : (plain?.parties?.find((p) => p.key === who)?.name ?? "");
  const sign = (how: "drawn" | "paper", strokes: PenPoint[][], photos: readonly SealedFile[]) => {
    const text = currentAgreement(file);
    if (!text) return Promise.resolve(false);
    return act(
      signAgreement({
        ...{ caseId: file.id, signatureId: newId(), stepId: newId(), agreementId: text.id, textHash: text.textHash },
        ...{ role: isMediator ? "mediator" : "party", partyKey: isMediator ? null : who, how },
        words: { name, strokes, photos: photos.map((p) => ({ ...p })) },
        files: announced(photos),
      }),
    );
  };
  return { name, busy, sign };
}

function SignHere({ who }: { readonly who: string }) {
  const { name, busy, sign } = useSigning(who);
  return <SigningPad name={name} busy={busy} onSigned={(...given) => void sign(...given)} />;
}

interface SigningPadProps {
  readonly name: string;
  readonly busy: boolean;
  readonly onSigned: (how: "drawn" | "paper", strokes: PenPoint[][], photos: readonly SealedFile[]) => void;
}

/** Signs on the screen, or takes a photo of the paper that was signed. */
export function SigningPad({ name, busy, onSigned }: SigningPadProps) {
  const t = useMediationText();
  const [strokes, setStrokes] = useState<PenPoint[][]>([]);
  return (
    <>
      <h2>{name}</h2>
      <p className="dim">{t.pad}</p>
      <SignaturePad label={t.pad} className="case-pad" strokes={strokes} onChange={setStrokes} />
      <div className="row">
        <Button disabled={strokes.length === 0} onClick={() => setStrokes([])}>
          {t.clearPad}
        </Button>
        <Button
          variant="main"
          busy={busy}
          disabled={strokes.length === 0}
          onClick={() => onSigned("drawn", strokes, [])}
        >
          {t.signDrawn}
        </Button>
      </div>
      <p className="dim">{t.fingerprintText}</p>
      <PhotoTaker label={t.signPaper} photos={[]} onChange={(photos) => onSigned("paper", [], photos)} />
    </>
  );
}
