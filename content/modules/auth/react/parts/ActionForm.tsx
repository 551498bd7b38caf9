import * as v from "valibot";
import { Form, useForm, type ButtonKind } from "#host";
import { Submit } from "./Submit";

const schema = v.object({});

/** A form that is one button, for pages of one question; the server may refuse the answer. */
export function ActionForm({ action, kind, onSubmit }: { action: string; kind?: ButtonKind; onSubmit: () => Promise<unknown> }) {
  const form = useForm({ schema, defaultValues: {}, onSubmit });
  return (
    <Form of={form}>
      <Submit kind={kind}>{action}</Submit>
    </Form>
  );
}
