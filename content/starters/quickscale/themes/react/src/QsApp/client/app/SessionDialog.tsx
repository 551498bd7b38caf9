import { Button, LinkButton } from "../ui/Button";
import { Dialog } from "../ui/Dialog";

interface SessionDialogProps {
  signInPath: string;
  /** The user came back, and is not signed in. */
  isMissing: boolean;
  onCheck: () => void;
  onClose: () => void;
}

/** What SessionExpired shows; loaded when it is needed. */
export default function SessionDialog({ signInPath, isMissing, onCheck, onClose }: SessionDialogProps) {
  return (
    <Dialog
      open
      onClose={onClose}
      title="Please sign in again"
      description="Your session has ended. What you have typed on this page is kept: sign in in a new tab, then come back and go on."
    >
      {isMissing && <p role="status">You are not signed in yet.</p>}
      <div className="actions">
        <Button kind="secondary" onClick={onCheck}>
          I have signed in
        </Button>
        <LinkButton to={signInPath} target="_blank">
          Sign in in a new tab
        </LinkButton>
      </div>
    </Dialog>
  );
}
