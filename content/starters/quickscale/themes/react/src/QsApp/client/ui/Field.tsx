import type { ReactNode } from "react";

export interface FieldTexts {
  label: string;
  hint?: string;
  /** What is wrong with the value. */
  error?: string;
}

interface FieldProps extends FieldTexts {
  id: string;
  children: ReactNode;
}

/** A control with its label, its error and its hint. */
export function Field({ id, label, hint, error, children }: FieldProps) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      <FieldNotes id={id} hint={hint} error={error} />
    </div>
  );
}

export function FieldNotes({ id, hint, error }: { id: string; hint?: string | undefined; error?: string | undefined }) {
  return (
    <>
      {error && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </>
  );
}

/** What ties a control to its notes, for screen readers. */
export function described(id: string, { hint, error }: { hint?: string | undefined; error?: string | undefined }) {
  const notes = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return { "aria-invalid": error ? true : undefined, "aria-describedby": notes || undefined };
}
