import { useId, useState, type FormEvent, type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes } from "react";
import {
  Controller,
  FormProvider,
  useForm as useHookForm,
  useFormContext,
  type DefaultValues,
  type FieldErrors,
  type FieldValues,
  type Path,
} from "react-hook-form";
import { valibotResolver } from "@hookform/resolvers/valibot";
import type { GenericSchema, InferInput, InferOutput } from "valibot";
import { Alert } from "../ui/Alert";
import { described, Field, FieldNotes } from "../ui/Field";
import { Problem } from "./problem";

interface FormOptions<Schema extends GenericSchema> {
  /** What the values have to be; its messages stand at the fields. */
  schema: Schema;
  defaultValues: DefaultValues<InferInput<Schema> & FieldValues>;
  /** Sends the values. A `Problem` that it throws is shown: at the fields that it names, or above the form. */
  onSubmit(values: InferOutput<Schema>): Promise<unknown>;
}

/**
 * A form: its values are checked by a schema here and by the server there, and both speak at the fields. After a failure, be it a
 * refusal, a lost network or an ended session, all that was typed is still there.
 *
 * `const form = useForm({ schema, defaultValues, onSubmit })`, then `<form.Form>` around the fields, whose `name` is the server's.
 */
export function useForm<Schema extends GenericSchema>({ schema, defaultValues, onSubmit }: FormOptions<Schema>) {
  type Values = InferInput<Schema> & FieldValues;
  const [problem, setProblem] = useState<Problem>();
  const methods = useHookForm<Values>({
    // The resolver knows the schema's own types, which cannot be told apart here.
    resolver: valibotResolver(schema as never) as never,
    defaultValues,
  });
  const send = methods.handleSubmit(async (values) => {
    setProblem(undefined);
    try {
      await onSubmit(values as InferOutput<Schema>);
    } catch (error) {
      const refusal = error instanceof Problem ? error : new Problem(500, "Something went wrong on our side. Try again in a moment.");
      const names = Object.keys(methods.getValues());
      let isFirst = true;
      let isNamed = false;
      for (const [field, sentences] of Object.entries(refusal.errors)) {
        const name = names.find((one) => one.toLowerCase() === field.toLowerCase());
        if (name) {
          methods.setError(name as Path<Values>, { type: "server", message: sentences.join(" ") }, { shouldFocus: isFirst });
          isFirst = false;
          isNamed = true;
        }
      }

      if (!isNamed) {
        setProblem(refusal);
      }
    }
  });
  const submit = (event: FormEvent) => {
    if (methods.formState.isSubmitting) {
      event.preventDefault();
      return;
    }

    void send(event);
  };
  return { ...methods, problem, submit, isBusy: methods.formState.isSubmitting, formProps: { methods, problem, onSubmit: submit } };
}

interface FormProps {
  // The fields take their names as text, so the form's own type is of no use to them.
  of: { formProps: { methods: object; problem: Problem | undefined; onSubmit: (event: FormEvent) => void } };
  label?: string;
  children: ReactNode;
}

/** The form element around the fields: `<Form of={form}>`. A refusal that names no field stands above them. */
export function Form({ of: { formProps }, label, children }: FormProps) {
  return (
    <FormProvider {...(formProps.methods as Parameters<typeof FormProvider>[0])}>
      <form className="form" noValidate aria-label={label} onSubmit={formProps.onSubmit}>
        <FormError problem={formProps.problem} />
        {children}
      </form>
    </FormProvider>
  );
}

/** Why a form was refused as a whole. */
export function FormError({ problem }: { problem: Problem | undefined }) {
  return problem ? <Alert kind="danger">{problem.message}</Alert> : null;
}

export interface NamedField {
  /** The value's name: the server's, so that its errors find the field. */
  name: string;
  label: string;
  hint?: string;
}

type TextFieldProps = NamedField & Pick<InputHTMLAttributes<HTMLInputElement>, "type" | "autoComplete" | "inputMode" | "maxLength" | "required" | "autoFocus" | "placeholder">;

/** One line of text. */
export function TextField({ name, label, hint, ...rest }: TextFieldProps) {
  const id = useId();
  const { register, error } = useField(name);
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      <input className="input" id={id} {...rest} {...register(name)} {...described(id, { hint, error })} />
    </Field>
  );
}

/** Text of several lines. */
export function TextAreaField({ name, label, hint, ...rest }: NamedField & Pick<TextareaHTMLAttributes<HTMLTextAreaElement>, "rows" | "maxLength" | "required">) {
  const id = useId();
  const { register, error } = useField(name);
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      <textarea className="input" id={id} {...rest} {...register(name)} {...described(id, { hint, error })} />
    </Field>
  );
}

/** Files of the user's; the value is a list of them. */
export function FileField({ name, label, hint, accept, multiple }: NamedField & Pick<InputHTMLAttributes<HTMLInputElement>, "accept" | "multiple">) {
  const id = useId();
  const { control, error } = useField(name);
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      <Controller
        name={name}
        control={control}
        render={({ field: { value, onChange, onBlur, ref } }) => (
          <input
            className="input"
            id={id}
            type="file"
            accept={accept}
            multiple={multiple}
            ref={(element) => {
              ref(element);
              // A browser lets nobody fill such a field in, but empty it: after a reset.
              if (element && Array.isArray(value) && value.length === 0) {
                element.value = "";
              }
            }}
            onBlur={onBlur}
            onChange={(event) => onChange([...(event.target.files ?? [])])}
            {...described(id, { hint, error })}
          />
        )}
      />
    </Field>
  );
}

/** Yes or no. */
export function CheckboxField({ name, label, hint }: { name: string; label: ReactNode; hint?: string }) {
  const id = useId();
  const { register, error } = useField(name);
  return (
    <div className="field">
      <label className="choice" htmlFor={id}>
        <input type="checkbox" id={id} {...register(name)} {...described(id, { hint, error })} />
        <span>{label}</span>
      </label>
      <FieldNotes id={id} hint={hint} error={error} />
    </div>
  );
}

/** One of a few choices, all in sight. */
export function RadioField({ name, label, hint, options }: NamedField & { options: readonly { value: string; label: string }[] }) {
  const id = useId();
  const { register, error } = useField(name);
  return (
    <fieldset className="field" {...described(id, { hint, error })}>
      <legend>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className="choice">
          <input type="radio" value={option.value} {...register(name)} />
          <span>{option.label}</span>
        </label>
      ))}
      <FieldNotes id={id} hint={hint} error={error} />
    </fieldset>
  );
}

/** What a field has to know of its form. */
export function useField(name: string) {
  const { register, control, formState } = useFormContext();
  return { register, control, error: messageOf(formState.errors, name) };
}

function messageOf(errors: FieldErrors, name: string): string | undefined {
  const error: unknown = name.split(".").reduce<unknown>((part, step) => (part as Record<string, unknown> | undefined)?.[step], errors);
  const message = (error as { message?: unknown } | undefined)?.message;
  return typeof message === "string" && message.length > 0 ? message : undefined;
}
