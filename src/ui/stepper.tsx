import { type ReactNode, useEffect, useRef } from "react";
import { classNames } from "./class-names.tsx";
import { PhonePage } from "./page.tsx";
import "./stepper.css";
import { useUnfinished } from "./unfinished.tsx";
import { useWords } from "./words.tsx";

interface StepperProps {
  /** What is being done: 报一个问题. */
  readonly title: string;
  /** 1 … `total`. */
  readonly step: number;
  readonly total: number;
  readonly question: string;
  readonly hint?: string | undefined;
  /** One step back, or out of it; everything entered is kept. */
  readonly back: string | (() => void);
  readonly badge?: ReactNode;
  readonly children: ReactNode;
  /** The main action. */
  readonly footer?: ReactNode;
}

/** One question a screen. The question takes the focus when it changes, so a screen reader says it. */
export function Stepper(props: StepperProps) {
  const { title, step, total, question, hint, back, badge, children, footer } = props;
  const words = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const asked = useRef(question);
  useUnfinished(true);
  useEffect(() => {
    if (asked.current === question) return;
    asked.current = question;
    heading.current?.focus();
    window.scrollTo(0, 0);
  }, [question]);
  return (
    <PhonePage title={title} back={back} badge={badge} footer={footer}>
      <div className="ui-steps">
        {Array.from({ length: total }, (_, at) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: the marks have no identity but their place
            key={at}
            className={classNames("ui-step-dot", at < step && "ui-step-dot-done")}
            aria-hidden="true"
          />
        ))}
        <span className="ui-steps-word">
          <span aria-hidden="true">
            {step} / {total}
          </span>
          <span className="visually-hidden">{words.step(step, total)}</span>
        </span>
      </div>
      <h2 className="ui-question" ref={heading} tabIndex={-1}>
        {question}
      </h2>
      {hint && <p className="dim">{hint}</p>}
      {children}
    </PhonePage>
  );
}
