import { useState } from "react";
import { Button } from "#host";
import { useSettings } from "../api/queries";
import { knowsPasskeys } from "../passkeys";

/** A button that talks to the browser's passkeys; nothing where the site or the browser has none. */
export function PasskeyButton({ label, run }: { label: string; run: () => Promise<void> }) {
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
      setProblem(error instanceof DOMException ? "That did not come to an end. Try again, or choose another way." : sentenceOf(error));
    } finally {
      setIsBusy(false);
    }
  };

  return (
    <div className="form">
      <div className="actions">
        <Button kind="secondary" disabled={isBusy} onClick={() => void press()}>
          {label}
        </Button>
      </div>
      <p className="field-error" role="alert">
        {problem}
      </p>
    </div>
  );
}
