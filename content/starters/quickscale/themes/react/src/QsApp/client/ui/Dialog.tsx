import { useRef, useState, type ReactNode } from "react";
import * as Radix from "@radix-ui/react-dialog";
import { Failure } from "./Failure";
import { Button } from "./Button";

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: string;
  children?: ReactNode;
}

/** A question or a short form on top of the page. Focus stays inside and returns; Escape and a press outside close it. */
export function Dialog({ open, onClose, title, description, children }: DialogProps) {
  const opener = useRef<Element | null>(null);
  return (
    <Radix.Root open={open} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="overlay" />
        <Radix.Content
          className="dialog"
          {...(description ? {} : { "aria-describedby": undefined })}
          onOpenAutoFocus={() => (opener.current = document.activeElement)}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (opener.current instanceof HTMLElement) {
              opener.current.focus();
            }
          }}
        >
          <Radix.Title asChild>
            <h2>{title}</h2>
          </Radix.Title>
          {description && (
            <Radix.Description asChild>
              <p>{description}</p>
            </Radix.Description>
          )}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
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
