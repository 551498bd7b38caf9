import { useState } from "react";
import { Button, Problem } from "#host";
import { knowsPasskeys } from "../passkeys";
import { useSettings } from "../api/queries";

/** A button that talks to the browser's passkeys; nothing where the site offers or the browser knows none. */
export function PasskeyButton({ label, run }: { label: string; run: () => Promise<unknown> }) {
  const settings = useSettings();
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState("");
  if (!settings.passkeys || !knowsPasskeys()) {
    return null;
  }

  const press = async () => {
    setIsBusy(true);
    setProblem("");
    try {
      await run();
    } catch (error) {
      // The browser says the same for all that its user did or did not do.
      setProblem(error instanceof Problem ? error.message : "That did not come to an end. Try again, or choose another way.");
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <div className="form">
      <div className="actions">
        <Button kind="secondary" isBusy={isBusy} onClick={() => void press()}>
          {label}
        </Button>
      </div>
      <p className="field-error" role="alert">
        {problem}
      </p>
    </div>
  );
}
