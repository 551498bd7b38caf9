import { useState } from "react";
import { flushSync } from "react-dom";
import { useFormState } from "react-hook-form";
import { Button, ConfirmDialog } from "#host";

/** As `Submit`, for what cannot be taken back: a dialog makes sure first, by the same words. */
export function AskedSubmit({ warning, children }: { warning: string; children: string }) {
  const { isSubmitting } = useFormState();
  const [form, setForm] = useState<HTMLFormElement | null>(null);
  const send = async () => {
    // The dialog gives the focus back first: the form may then put it on a field that is wrong.
    flushSync(() => setForm(null));
    setTimeout(() => form?.requestSubmit());
    await Promise.resolve();
  };
  return (
    <>
      <div className="actions">
        <Button
          type="submit"
          kind="danger"
          isBusy={isSubmitting}
          onClick={(event) => {
            event.preventDefault();
            setForm(event.currentTarget.form);
          }}
        >
          {children}
        </Button>
      </div>
      <ConfirmDialog open={form !== null} onClose={() => setForm(null)} title={`${children}?`} description={warning} action={children} isDangerous onConfirm={send} />
    </>
  );
}
