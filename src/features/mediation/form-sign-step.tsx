import { type ReactNode, useState } from "react";
import type { FormSigner } from "#domain/mediation/mediation";
import { signForm } from "#domain/mediation/session-commands";
import { type FormToSign, formsToSign, isSameSigner } from "#domain/mediation/signed-texts";
import { usePeople } from "#storage/people";
import { newId } from "#storage/record";
import { hashOfText, useStandingForms } from "#storage/signed-forms";
import { useWorld } from "#storage/use-world";
import { Banner } from "#ui/banner";
import { BigChoice } from "#ui/big-choice";
import { Card } from "#ui/card";
import { SelectField, TextField } from "#ui/field";
import { useCase } from "./case-context.ts";
import { FormSignatures } from "./form-signatures.tsx";
import { announced } from "./photo-taker.tsx";
import { SigningPad } from "./sign-step.tsx";
import { StepFrame } from "./step-frame.tsx";
import { useMediationAct, useMediationText } from "./use-mediation-act.ts";

const keyOf = ({ under, entryId }: Pick<FormToSign, "under" | "entryId">): string => `${under} ${entryId ?? ""}`;
const signerKey = ({ role, partyKey }: FormSigner): string => partyKey ?? role;

/** Signatures under the papers beside the agreement: on the screen, each under its very text, or on the printed paper. */
export function FormSignStep({ badge }: { readonly badge: ReactNode }) {
  const t = useMediationText();
  const { plain } = useCase();
  const [chosen, setChosen] = useState<string>();
  const standing = useStandingForms(plain);
  const forms = plain ? formsToSign(plain) : [];
  const form = forms.find((one) => keyOf(one) === chosen) ?? forms[0];
  return (
    <StepFrame step="signForm" badge={badge} ready={plain !== undefined && standing !== undefined}>
      <p>{t.signFormText}</p>
      <SelectField
        label={t.whichPaper}
        value={form ? keyOf(form) : ""}
        options={forms.map((one) => ({ value: keyOf(one), label: `${t.formName[one.under]} ${one.on ?? ""}` }))}
        onChange={setChosen}
      />
      {form && standing && <OneForm key={keyOf(form)} form={form} standing={standing} />}
    </StepFrame>
  );
}

function OneForm({ form, standing }: { readonly form: FormToSign; readonly standing: ReadonlySet<string> }) {
  const t = useMediationText();
  const { plain } = useCase();
  const [who, setWho] = useState<string | null>(null);
  const under = (plain?.formSignatures ?? []).filter((one) => keyOf(one) === keyOf(form));
  const holds = under.filter(({ id }) => standing.has(id));
  const left = form.signers.filter((signer) => !holds.some((one) => isSameSigner(one, signer)));
  const signer = left.find((one) => signerKey(one) === who) ?? left[0];
  return (
    <>
      <Card label={t.formName[form.under]}>
        <p className="case-words" lang="zh-CN">
          {form.text}
        </p>
      </Card>
      <FormSignatures under={under} standing={standing} />
      {left.length === 0 && <Banner tone="good">{t.allSignedHere}</Banner>}
      {signer && (
        <>
          <BigChoice
            label={t.signWho}
            columns={2}
            options={left.map((one) => ({
              value: signerKey(one),
              label: one.partyKey ? t.party(one.partyKey) : t.formRole[one.role],
            }))}
            value={signerKey(signer)}
            onChange={setWho}
          />
          <SignForm key={signerKey(signer)} form={form} signer={signer} />
        </>
      )}
    </>
  );
}

function useSignerName({ role, partyKey }: FormSigner, { entryId }: FormToSign): string {
  const { plain } = useCase();
  const { person } = useWorld();
  const people = usePeople();
  switch (role) {
    case "party":
      return plain?.parties?.find(({ key }) => key === partyKey)?.name ?? "";
    case "mediator":
      return people?.get(person.personId)?.displayName ?? person.displayName;
    case "recorder":
      return plain?.sessions?.find(({ id }) => id === entryId)?.words?.recorder ?? "";
    case "questioned":
      return plain?.inquiries?.find(({ id }) => id === entryId)?.words?.questioned ?? "";
    case "visited":
      return "";
  }
}

function SignForm({ form, signer }: { readonly form: FormToSign; readonly signer: FormSigner }) {
  const t = useMediationText();
  const { file } = useCase();
  const known = useSignerName(signer, form);
  const { act, busy } = useMediationAct({ quiet: true });
  const [typed, setTyped] = useState("");
  const name = known || typed.trim();
  return (
    <>
      {known === "" && <TextField label={t.name} value={typed} onChange={setTyped} />}
      <SigningPad
        name={name}
        busy={busy || name === ""}
        onSigned={(how, strokes, photos) => {
          const sign = async (): Promise<void> => {
            const salt = newId();
            const textHash = await hashOfText(salt, form.text);
            const words = { name, strokes, photos: photos.map((one) => ({ ...one })), salt };
            const said = { under: form.under, entryId: form.entryId, role: signer.role, partyKey: signer.partyKey };
            const ids = { caseId: file.id, signatureId: newId() };
            await act(signForm({ ...ids, ...said, textHash, how, words, files: announced(photos) }));
          };
          void sign();
        }}
      />
    </>
  );
}
