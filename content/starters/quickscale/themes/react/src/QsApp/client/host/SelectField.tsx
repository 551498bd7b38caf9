import { useId } from "react";
import { Controller } from "react-hook-form";
import { described, Field } from "../ui/Field";
import { Select } from "../ui/Select";
import { useField, type NamedField } from "./form";

// In a file of its own: most forms have none, and need not load it.
/** One of several choices, in a list that opens. */
export function SelectField({ name, label, hint, options }: NamedField & { options: readonly { value: string; label: string }[] }) {
  const id = useId();
  const { control, error } = useField(name);
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      <Controller
        name={name}
        control={control}
        render={({ field }) => (
          <Select id={id} value={String(field.value ?? "")} onChange={field.onChange} onBlur={field.onBlur} options={options} {...described(id, { hint, error })} />
        )}
      />
    </Field>
  );
}
