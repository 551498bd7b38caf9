import type { ReactNode } from "react";

interface AlertProps {
  kind: "success" | "warning" | "danger";
  title?: string;
  children: ReactNode;
}

/** A message of the page. A failure interrupts a screen reader; what went well waits for its turn. */
export function Alert({ kind, title, children }: AlertProps) {
  return (
    <div className={`alert is-${kind}`} role={kind === "danger" ? "alert" : "status"}>
      {title && <strong className="alert-title">{title}</strong>}
      <p>{children}</p>
    </div>
  );
}
