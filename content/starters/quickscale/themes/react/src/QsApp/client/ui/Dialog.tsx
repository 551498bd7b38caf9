import { lazy, Suspense, useState, type ReactNode } from "react";
import { Failure } from "./Failure";
import { Button } from "./Button";

// Most visits open none: its script comes with the first one.
const DialogPanel = lazy(() => import("./DialogPanel"));

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: string;
  children?: ReactNode;
}

/** A question or a short form on top of the page. Focus stays inside and returns; Escape and a press outside close it. */
export function Dialog(props: DialogProps) {
  const [wasOpened, setWasOpened] = useState(props.open);
  if (props.open && !wasOpened) {
    setWasOpened(true);
  }

  return wasOpened ? (
    <Suspense>
      <DialogPanel {...props} />
    </Suspense>
  ) : null;
}

interface ConfirmDialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description: string;
  /** The words of the button that acts. */
  action: string;
  isDangerous?: boolean;
  /** Does it; a failure is shown in the dialog, and success closes it. */
  onConfirm: () => Promise<unknown>;
}

/** Asks before something is done that cannot be taken back. */
export function ConfirmDialog({ open, onClose, title, description, action, isDangerous, onConfirm }: ConfirmDialogProps) {
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const close = () => {
    setError(undefined);
    onClose();
  };
  const confirm = async () => {
    setIsBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Dialog open={open} onClose={close} title={title} description={description}>
      {error !== undefined && <Failure error={error} />}
      <div className="actions">
        <Button kind="secondary" onClick={close}>
          Cancel
        </Button>
        <Button kind={isDangerous ? "danger" : "primary"} isBusy={isBusy} onClick={() => void confirm()}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
