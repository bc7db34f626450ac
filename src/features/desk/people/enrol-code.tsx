import { useState } from "react";
import { useWorld } from "#storage/use-world";
import { createCode } from "#sync/online";
import { Button } from "#ui/button";
import { QrImage } from "#ui/qr-image";
import { exactTime } from "#ui/time";
import { useDeskText } from "../desk-text.ts";
import { Problem } from "../problem.tsx";
import { useAsk } from "../use-act.ts";

interface Code {
  readonly code: string;
  readonly expiresAt: string;
}

/** Makes a code that enrols one phone once; shown as digits and as a QR code, kept nowhere. */
export function EnrolCode({ personId }: { personId: string }) {
  const t = useDeskText();
  const world = useWorld();
  const { ask, problem, busy } = useAsk();
  const [made, setMade] = useState<Code>();
  const make = async (): Promise<void> => {
    const code = await ask(() => createCode(world, personId));
    if (code) setMade(code);
  };
  return (
    <section className="stack" aria-label={t.people.code}>
      <h3>{t.people.code}</h3>
      <p className="small">{t.people.codeText}</p>
      {made && (
        <div className="stack" role="status">
          <p>
            {t.people.codeIs} <span className="desk-code">{`${made.code.slice(0, 4)} ${made.code.slice(4)}`}</span>
          </p>
          <div className="desk-qr">
            <QrImage text={`${window.location.origin}/#code=${made.code}`} label={t.people.codeQr} />
          </div>
          <p className="dim small">{t.people.codeUntil(exactTime(made.expiresAt).slice(0, 16))}</p>
        </div>
      )}
      <Problem text={problem} />
      <div>
        <Button busy={busy} onClick={() => void make()}>
          {made ? t.people.again : t.people.makeCode}
        </Button>
      </div>
      <p className="dim small">{t.people.onlineOnly}</p>
    </section>
  );
}
