// Here and not in parts/, of which all pages of the module load the whole: those that ask need it.
import { useState, type ReactNode } from "react";
import { Button, type ButtonKind, ConfirmDialog } from "#host";

interface AskedButtonProps {
  /** All words of the button, as the dialog repeats them. */
  action: string;
  /** What the dialog asks; the action with a question mark when it is left out. */
  question?: string;
  warning: string;
  kind: ButtonKind;
  isDangerous?: boolean;
  isBusy: boolean;
  onConfirm: () => void;
  /** The words on the button, where a part of them is for screen readers alone. */
  children?: ReactNode;
}

/** Changes something, once a dialog has made sure. */
export function AskedButton({ action, question, warning, kind, isDangerous = false, isBusy, onConfirm, children }: AskedButtonProps) {
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
      <ConfirmDialog open={isAsking} onClose={() => setIsAsking(false)} title={question ?? `${action}?`} description={warning} action={action} isDangerous={isDangerous} onConfirm={confirm} />
    </>
  );
}
