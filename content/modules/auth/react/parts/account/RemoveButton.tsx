import { useState } from "react";
import { Button, ConfirmDialog } from "#host";

interface RemoveButtonProps {
  /** What is removed; screen readers hear it with the button. */
  name: string;
  warning: string;
  isBusy: boolean;
  onRemove: () => void;
}

/** Removes something of a list, once a dialog has made sure. */
export function RemoveButton({ name, warning, isBusy, onRemove }: RemoveButtonProps) {
  const [isAsking, setIsAsking] = useState(false);
  const remove = async () => {
    onRemove(); // Its refusal stands on the page, so the dialog does not wait for it.
    await Promise.resolve();
  };
  return (
    <>
      <Button kind="quiet" isBusy={isBusy} onClick={() => setIsAsking(true)}>
        Remove<span className="visually-hidden"> {name}</span>
      </Button>
      <ConfirmDialog
        open={isAsking}
        onClose={() => setIsAsking(false)}
        title={`Remove ${name}?`}
        description={warning}
        action={`Remove ${name}`}
        isDangerous
        onConfirm={remove}
      />
    </>
  );
}
