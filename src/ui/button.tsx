import type { ButtonHTMLAttributes, MouseEvent, ReactNode, Ref } from "react";
import { Link, type To } from "react-router";
import "./button.css";
import { classNames } from "./class-names.tsx";
import { useWords } from "./words.tsx";

export type ButtonVariant = "main" | "outline" | "quiet" | "danger";
/** `patrol` is at least 60 px high, the others 48 (36 for `small` in desk tables). */
export type ButtonSize = "patrol" | "normal" | "small";

interface Looks {
  /** One `main` a screen. */
  readonly variant?: ButtonVariant | undefined;
  readonly size?: ButtonSize | undefined;
  /** A lucide icon element; it is drawn beside the words, never instead of them. */
  readonly icon?: ReactNode;
  /** As wide as its place. */
  readonly full?: boolean | undefined;
}

interface ButtonProps extends Looks, Omit<ButtonHTMLAttributes<HTMLButtonElement>, "className"> {
  /** The act is under way: the button stays where it is and takes no second tap. */
  readonly busy?: boolean | undefined;
  readonly className?: string | undefined;
  readonly ref?: Ref<HTMLButtonElement> | undefined;
}

const looks = ({ variant = "outline", size = "normal", full }: Looks, extra?: string): string =>
  classNames(
    "ui-button",
    `ui-button-${variant}`,
    size !== "normal" && `ui-button-${size}`,
    full && "ui-button-full",
    extra,
  );

export function Button(props: ButtonProps) {
  const { variant, size, icon, full, busy = false, className, onClick, children, type = "button", ...rest } = props;
  const words = useWords();
  const press = (event: MouseEvent<HTMLButtonElement>): void => {
    if (busy) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button
      {...rest}
      type={type}
      className={looks({ variant, size, full }, className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={press}
    >
      {icon}
      <span className={busy ? "ui-button-dots" : undefined}>{children}</span>
      {busy && <span className="visually-hidden">{words.busy}</span>}
    </button>
  );
}

interface LinkButtonProps extends Looks {
  readonly to: To;
  readonly replace?: boolean | undefined;
  readonly children: ReactNode;
  readonly className?: string | undefined;
}

/** A link that looks like a button: it goes to a place, it does nothing. */
export function LinkButton({ to, replace = false, children, icon, className, ...look }: LinkButtonProps) {
  return (
    <Link to={to} replace={replace} className={looks(look, className)}>
      {icon}
      <span>{children}</span>
    </Link>
  );
}
