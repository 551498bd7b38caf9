import { useId, type ReactNode } from "react";

/** A box with a heading. */
export function Card({ title, children }: { title?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="card" aria-labelledby={title ? id : undefined}>
      {title && (
        <h2 id={id} className="card-title">
          {title}
        </h2>
      )}
      {children}
    </section>
  );
}
