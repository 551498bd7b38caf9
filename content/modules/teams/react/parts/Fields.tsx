import { useId } from "react";
import { useFormContext } from "react-hook-form";

interface NamedField {
  name: string;
  label: string;
  hint?: string;
}

interface Choice {
  value: string;
  label: string;
}

/** One of several choices, in the browser's own list. */
export function ChoiceField({ name, label, hint, choices }: NamedField & { choices: readonly Choice[] }) {
  const { id, register, error, described } = useNotes(name, hint);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select className="input" id={id} {...register(name)} {...described}>
        {choices.map(({ value, label: words }) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
      <Notes id={id} hint={hint} error={error} />
    </div>
  );
}

/** Text of several lines. */
export function LinesField({ name, label, hint, rows = 4 }: NamedField & { rows?: number }) {
  const { id, register, error, described } = useNotes(name, hint);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea className="input" id={id} rows={rows} autoComplete="off" {...register(name)} {...described} />
      <Notes id={id} hint={hint} error={error} />
    </div>
  );
}

/** Several choices of a few; the value is a list. */
export function ChecksField({ name, label, choices }: NamedField & { choices: readonly Choice[] }) {
  const { id, register, error, described } = useNotes(name, undefined);
  return (
    <fieldset className="field" {...described}>
      <legend>{label}</legend>
      {choices.map(({ value, label: words }) => (
        <label key={value} className="choice">
          <input type="checkbox" value={value} {...register(name)} />
          <span>{words}</span>
        </label>
      ))}
      <Notes id={id} error={error} />
    </fieldset>
  );
}

function useNotes(name: string, hint: string | undefined) {
  const id = useId();
  const { register, formState } = useFormContext();
  const found = formState.errors[name]?.message;
  const error = typeof found === "string" && found.length > 0 ? found : undefined;
  const notes = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return { id, register, error, described: { "aria-invalid": error ? true : undefined, "aria-describedby": notes || undefined } };
}

function Notes({ id, hint, error }: { id: string; hint?: string | undefined; error?: string | undefined }) {
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
