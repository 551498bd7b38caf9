import type { ReactNode } from "react";

/** A state in one word; the colour repeats what the word says. */
export function Badge({ kind, children }: { kind?: "success" | "warning" | "danger"; children: ReactNode }) {
  return <span className={kind ? `badge is-${kind}` : "badge"}>{children}</span>;
}
