/** A code from the coordinator makes this phone somebody's phone. */
import { isFault } from "#domain/kernel/fault";
import { err, ok, type Result } from "#domain/kernel/result";
import { enrolReply } from "#protocol/session";
import { addPerson, type EnrolledPerson, enrolmentKey, enrolmentRefused } from "#storage/device-book";
import { type NetworkOptions, openNetwork, readJson } from "./transport.ts";

export interface EnrolRefusal {
  readonly kind: "code-unknown" | "too-many" | "offline";
  readonly waitS?: number;
}

/**
 * Makes a key that cannot leave this browser and trades the code for a device. `code`: 8 digits, spaces allowed.
 * Throws Fault for what is neither the code's nor the line's trouble.
 */
export async function enrol(
  code: string,
  deviceName: string,
  options: NetworkOptions = {},
): Promise<Result<EnrolledPerson, EnrolRefusal>> {
  const digits = code.replace(/\D/g, "");
  if (digits.length !== 8) return err({ kind: "code-unknown" });
  const json = { code: digits, publicKey: await enrolmentKey(digits), deviceName: deviceName.slice(0, 80) };
  try {
    const reply = await readJson(await openNetwork(options).ask("/api/enrol", { method: "POST", json }), enrolReply);
    return ok(await addPerson(reply, digits));
  } catch (error) {
    if (!isFault(error)) throw error;
    const refusal = refusalOf(error.code);
    if (!refusal) throw error;
    if (refusal === "code-unknown") await enrolmentRefused(digits);
    const waitS = error.detail["waitS"];
    return err(typeof waitS === "number" && waitS > 0 ? { kind: refusal, waitS } : { kind: refusal });
  }
}

function refusalOf(code: string): EnrolRefusal["kind"] | undefined {
  if (code === "code-unknown" || code === "too-many") return code;
  return code === "offline" || code === "timeout" || code === "captive-portal" ? "offline" : undefined;
}
