import * as v from "valibot";
import { Button, Form, SelectField, useForm } from "#host";
import { api } from "../api/client";
import { usePauseMonths } from "../api/queries";
import { about, useOwnerKey } from "../owner";

/** Pauses the contract for some months; nothing where that is not offered. */
export function PauseForm({ onPaused }: { onPaused: () => Promise<void> }) {
  const most = usePauseMonths();
  return most === 0 ? null : <Months most={most} onPaused={onPaused} />;
}

const schema = v.object({ months: v.string() });

function Months({ most, onPaused }: { most: number; onPaused: () => Promise<void> }) {
  const owner = useOwnerKey();
  const form = useForm({
    schema,
    defaultValues: { months: "1" },
    onSubmit: async ({ months }) => {
      await api.POST("/api/billing/pause", { params: { query: about(owner) }, body: { months: Number(months) } });
      await onPaused();
    },
  });
  const options = Array.from({ length: most }, (_, index) => ({ value: String(index + 1), label: String(index + 1) }));
  return (
    <Form of={form}>
      <SelectField name="months" label="Months without payment" options={options} />
      <Button type="submit" kind="secondary" isBusy={form.isBusy}>
        Pause the contract
      </Button>
    </Form>
  );
}
