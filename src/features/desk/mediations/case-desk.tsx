import type { ComponentType, ReactNode } from "react";
import { useParams } from "react-router";
import { LinkButton } from "#ui/button";
import { EmptyState, LoadingState } from "#ui/empty";
import type { PhonePageProps } from "#ui/page";
import { DeskFrame } from "../desk-frame.tsx";
import { useDeskText } from "../desk-text.ts";
import { RegisterPanel } from "./register-panel.tsx";
import { useRegisterText } from "./register-text.ts";
import { useCommunityRegister } from "./use-register.ts";
import { useSaying } from "./use-saying.ts";

/** One quarrel with everything that can be done about it, by another feature of which the desk knows nothing. */
export type CasePart = ComponentType<{ readonly place: typeof DESK }>;

function Back({ to }: { readonly to: PhonePageProps["back"] }) {
  const t = useDeskText();
  return typeof to === "string" ? <LinkButton to={to}>{t.print.back}</LinkButton> : null;
}

function CasePage({ title, back, children, footer }: PhonePageProps) {
  return (
    <DeskFrame
      title={title}
      actions={
        <>
          <Back to={back} />
          {footer && <div>{footer}</div>}
        </>
      }
    >
      <div className="desk-case">{children}</div>
    </DeskFrame>
  );
}

function StepPage({ title, back, children, footer, beside }: PhonePageProps & { readonly beside: ReactNode }) {
  const t = useRegisterText();
  return (
    <DeskFrame title={title} actions={<Back to={back} />} side={beside} sideTitle={t.panel}>
      <div className="desk-step">
        {children}
        {footer}
      </div>
    </DeskFrame>
  );
}

/** The desk as a place where files are worked with. */
const DESK = { list: "/desk/mediations", Page: CasePage, StepPage } as const;

/** A quarrel whose whole lies here is worked with; of every other one there is what the register says, and whom to ask. */
export function CaseDesk({ Case }: { readonly Case: CasePart }) {
  const t = useRegisterText();
  const { caseId } = useParams();
  const register = useCommunityRegister();
  const saying = useSaying(register?.now);
  const line = register?.all.find(({ id }) => id === caseId);
  if (line?.whole) return <Case place={DESK} />;
  return (
    <DeskFrame title={line?.number ?? t.title} actions={<Back to={DESK.list} />}>
      {!register || !saying ? (
        <LoadingState />
      ) : line ? (
        <div className="desk-step">
          <RegisterPanel line={line} saying={saying} />
        </div>
      ) : (
        <EmptyState title={t.notHere} text={t.notHereText} />
      )}
    </DeskFrame>
  );
}
