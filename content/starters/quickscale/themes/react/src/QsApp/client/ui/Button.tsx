import type { ButtonHTMLAttributes, ReactNode } from "react";
import { Link } from "react-router";

export type ButtonKind = "primary" | "secondary" | "quiet" | "danger";

const looks: Record<ButtonKind, string> = {
  primary: "button",
  secondary: "button button-secondary",
  quiet: "button button-quiet",
  danger: "button button-danger",
};

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: ButtonKind;
  /** Its work is being done: it stays where it is, keeps the focus, and does nothing twice. */
  isBusy?: boolean;
}

/** A button that acts; inside a form it sends it only with `type="submit"`. */
export function Button({ kind = "primary", isBusy = false, type = "button", className, onClick, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={className ? `${looks[kind]} ${className}` : looks[kind]}
      aria-busy={isBusy || undefined}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
    />
  );
}

interface LinkButtonProps {
  to: string;
  kind?: ButtonKind;
  target?: "_blank";
  /** A path that the server answers and not the client: a file, a login at a provider. */
  reload?: boolean;
  onClick?: () => void;
  children: ReactNode;
}

/** A link that looks like a button. */
export function LinkButton({ to, kind = "primary", target, reload, onClick, children }: LinkButtonProps) {
  return (
    <Link className={looks[kind]} to={to} target={target} reloadDocument={reload} onClick={onClick}>
      {children}
    </Link>
  );
}
