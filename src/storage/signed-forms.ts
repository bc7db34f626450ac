/** Which signatures under the papers beside the agreement still hold: those whose paper reads as it did. */
import { useEffect, useState } from "react";
import type { OpenedMediation } from "#domain/mediation/opened";
import { type FormToSign, formsToSign, saltedText } from "#domain/mediation/signed-texts";

export async function hashOfText(salt: string, text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(saltedText(salt, text)));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

type Signature = NonNullable<OpenedMediation["formSignatures"]>[number];

const isUnder = (form: FormToSign, { under, entryId }: Signature): boolean =>
  form.under === under && form.entryId === entryId;

/** Ids of the signatures that hold. One whose words this phone cannot open does not hold here. */
export async function standingFormSignatures(plain: OpenedMediation): Promise<ReadonlySet<string>> {
  const forms = formsToSign(plain);
  const checked = (plain.formSignatures ?? []).map(async (signature) => {
    const text = forms.find((form) => isUnder(form, signature))?.text;
    const { words } = signature;
    const holds = words && text !== undefined && (await hashOfText(words.salt, text)) === signature.textHash;
    return holds ? [signature.id as string] : [];
  });
  return new Set((await Promise.all(checked)).flat());
}

/** undefined until the hashes were taken once; then the last answer stays until the next, so that no pad is torn away. */
export function useStandingForms(plain: OpenedMediation | undefined): ReadonlySet<string> | undefined {
  const [standing, setStanding] = useState<ReadonlySet<string>>();
  useEffect(() => {
    let current = true;
    if (plain) void standingFormSignatures(plain).then((ids) => current && setStanding(ids));
    return () => {
      current = false;
    };
  }, [plain]);
  return standing;
}
