import { useState, type ReactNode } from "react";
import { Button, type ButtonKind, ConfirmDialog } from "#host";

interface AskedButtonProps {
  /** All words of the button, as the dialog repeats them. */
  action: string;
  warning: string;
  kind?: ButtonKind;
  isBusy: boolean;
  onConfirm: () => void;
  /** The words on the button, where a part of them is for screen readers alone. */
  children?: ReactNode;
}

/** Does what cannot be taken back, once a dialog has made sure by the same words. */
export function AskedButton({ action, warning, kind = "danger", isBusy, onConfirm, children }: AskedButtonProps) {
  const [isAsking, setIsAsking] = useState(false);
  const confirm = async () => {
    onConfirm(); // Its refusal stands on the page, so the dialog does not wait for it.
    await Promise.resolve();
  };
  return (
    <>
      <Button kind={kind} isBusy={isBusy} onClick={() => setIsAsking(true)}>
        {children ?? action}
      </Button>
      <ConfirmDialog open={isAsking} onClose={() => setIsAsking(false)} title={`${action}?`} description={warning} action={action} isDangerous onConfirm={confirm} />
    </>
  );
}
