import type { ComponentType, ReactNode } from "react";
import { Navigate, useParams } from "react-router";
import { AgreementStep } from "./agreement-step.tsx";
import { homeOf, useCase } from "./case-context.ts";
import { CloseStep, FailStep, FileStep, JudicialStep, NoteStep, ReceiptStep, ReferStep } from "./end-steps.tsx";
import { ExtendStep } from "./extend-step.tsx";
import { FollowUpStep } from "./follow-up-step.tsx";
import { FormSignStep } from "./form-sign-step.tsx";
import { HandOverStep } from "./hand-over-step.tsx";
import { AcceptStep, ConsentStep, EditStep, PauseStep, ResumeStep, ShareStep } from "./intake-steps.tsx";
import { isOffer, type Offer, offersOf } from "./offers.ts";
import { SealStep } from "./seal-step.tsx";
import { EvidenceStep, InquiryStep, SessionStep } from "./session-steps.tsx";
import { SignStep } from "./sign-step.tsx";

const STEPS: Readonly<Record<Offer, ComponentType<{ readonly badge: ReactNode }>>> = {
  consent: ConsentStep,
  accept: AcceptStep,
  session: SessionStep,
  inquiry: InquiryStep,
  evidence: EvidenceStep,
  agreement: AgreementStep,
  sign: SignStep,
  signForm: FormSignStep,
  seal: SealStep,
  followUp: FollowUpStep,
  judicial: JudicialStep,
  close: CloseStep,
  file: FileStep,
  resume: ResumeStep,
  edit: EditStep,
  share: ShareStep,
  handOver: HandOverStep,
  extend: ExtendStep,
  fail: FailStep,
  refer: ReferStep,
  receipt: ReceiptStep,
  pause: PauseStep,
  note: NoteStep,
};

/** The step in the address, if the file can take it now. */
export function StepPage({ badge }: { readonly badge: ReactNode }) {
  const open = useCase();
  const { file } = open;
  const { step } = useParams();
  if (!isOffer(step) || !offersOf(file).includes(step)) return <Navigate to={homeOf(open)} replace />;
  const Step = STEPS[step];
  return <Step badge={badge} />;
}
