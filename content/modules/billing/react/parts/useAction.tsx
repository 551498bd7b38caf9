import { useState, type ReactNode } from "react";
import { Failure } from "#host";

interface Actions {
  /** The key of the action that is being done. */
  busy: string | undefined;
  /** Why the last one was refused; it belongs above what the page shows. */
  refusal: ReactNode;
  run(key: string, action: () => Promise<unknown>): Promise<void>;
}

/** What the buttons of a page do. */
export function useAction(): Actions {
  const [busy, setBusy] = useState<string>();
  const [error, setError] = useState<unknown>();
  const run = async (key: string, action: () => Promise<unknown>) => {
    setBusy(key);
    setError(undefined);
    try {
      await action();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(undefined);
    }
  };
  return { busy, refusal: error === undefined ? null : <Failure error={error} />, run };
}
