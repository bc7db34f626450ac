import { lazy, type ReactNode } from "react";
import { useNavigate } from "react-router";
import { localDateOf } from "#domain/kernel/clock";
import { useDraft } from "#storage/drafts";
import type { GivenCommand } from "#storage/record";
import { Button } from "#ui/button";
import { LoadingState } from "#ui/empty";
import { useNow } from "#ui/time";
import { useUnfinished } from "#ui/unfinished";
import { UnkeptForm } from "#ui/unkept-form";
import { homeOf, useCase } from "./case-context.ts";
import type { Offer } from "./offers.ts";
import { useMediationAct, useMediationText } from "./use-mediation-act.ts";

// Only where there is room for it beside the step.
const CaseBeside = lazy(async () => ({ default: (await import("./case-overview.tsx")).CaseBeside }));

export const useToday = (): string => localDateOf(new Date(useNow()).toISOString());

/** What is being written at a step, sealed on the phone at every change. */
export function useStepDraft<T>(step: Offer, empty: () => T) {
  const { file } = useCase();
  const { value, ready, save, clear } = useDraft<T>(`${step}:${file.id}`, { sealed: true });
  const draft = value ?? empty();
  return { draft, ready, clear, change: (next: Partial<T>) => save({ ...draft, ...next }) };
}

interface StepFrameProps {
  readonly step: Offer;
  readonly badge: ReactNode;
  readonly children: ReactNode;
  readonly ready?: boolean;
  readonly disabled?: boolean;
  readonly save?: string;
  /** What is saved; the step is left when it is safe. Absent: the parts of the step save themselves. */
  readonly commands?: () => readonly GivenCommand[] | Promise<readonly GivenCommand[]>;
  readonly onSaved?: () => Promise<void>;
}

/** A step of a file: its fields, one main action, back to the file. */
export function StepFrame(props: StepFrameProps) {
  const { step, badge, children, ready = true, disabled, save, commands, onSaved } = props;
  const t = useMediationText();
  const open = useCase();
  const { StepPage } = open.place;
  const navigate = useNavigate();
  const { act, busy } = useMediationAct();
  useUnfinished(true);
  const store = async (): Promise<void> => {
    if (!commands || !(await act(...(await commands())))) return;
    await onSaved?.();
    await navigate(homeOf(open), { replace: true });
  };
  const footer = commands && (
    <Button full variant="main" size="patrol" busy={busy} disabled={!ready || disabled} onClick={() => void store()}>
      {save ?? t.save}
    </Button>
  );
  return (
    <StepPage
      title={step === "consent" ? t.rightsTitle : t.offer[step]}
      back={homeOf(open)}
      badge={badge}
      footer={footer}
      beside={<CaseBeside />}
    >
      {ready ? <UnkeptForm>{children}</UnkeptForm> : <LoadingState title={t.loading} />}
    </StepPage>
  );
}
