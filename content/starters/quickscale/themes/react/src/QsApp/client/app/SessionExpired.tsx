import { useCallback, useEffect, useRef, useState } from "react";
import { onUnauthorized } from "../host/session";
import { useAccount } from "../host/useAccount";
import { Button, LinkButton } from "../ui/Button";
import { Dialog } from "../ui/Dialog";

/**
 * The session has ended while a page was open. The page stays as it is, with all that was typed, while the user signs in again in
 * another tab; coming back closes the dialog.
 */
export function SessionExpired() {
  const { user, signInPath, refresh, ask } = useAccount();
  const [lost, setLost] = useState<string | null>(null);
  const [isMissing, setIsMissing] = useState(false);
  const userId = useRef<string | undefined>(undefined);
  userId.current = user?.id;

  useEffect(
    () =>
      onUnauthorized(() => {
        // A refused login is no lost session: only somebody who was signed in can lose one.
        const before = userId.current;
        if (before) {
          setLost(before);
        }
      }),
    [],
  );

  const check = useCallback(async () => {
    try {
      // Only asked: to take the user for signed out would close the page that is to be kept.
      const now = await ask();
      if (now) {
        await refresh();
        setLost(null);
      }

      setIsMissing(now === null);
    } catch {
      setIsMissing(true);
    }
  }, [ask, refresh]);

  useEffect(() => {
    if (!lost) {
      return;
    }

    const onFocus = () => void check();
    window.addEventListener("focus", onFocus);
    return () => window.removeEventListener("focus", onFocus);
  }, [lost, check]);

  return (
    <Dialog
      open={lost !== null}
      onClose={() => setLost(null)}
      title="Please log in again"
      description="Your session has ended. What you have typed on this page is kept: log in in a new tab, then come back and go on."
    >
      {isMissing && <p role="status">You are not signed in yet.</p>}
      <div className="actions">
        <Button kind="secondary" onClick={() => void check()}>
          I have signed in
        </Button>
        <LinkButton to={signInPath ?? "/"} target="_blank">
          Log in in a new tab
        </LinkButton>
      </div>
    </Dialog>
  );
}
