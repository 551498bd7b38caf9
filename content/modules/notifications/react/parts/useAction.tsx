import { useState, type ReactNode } from "react";
import { Failure } from "#host";
import { useRefresh } from "../api/queries";

interface Actions {
  /** The key of the action that is being done. */
  busy: string | undefined;
  /** Why the last one was refused; it belongs above what the page shows. */
  refusal: ReactNode;
  /** Does it, reads the page's data anew and goes on. */
  run(key: string, action: () => Promise<unknown>, then?: () => void): Promise<void>;
}

/** What the buttons of a page do. */
export function useAction(): Actions {
  const [busy, setBusy] = useState<string>();
  const [error, setError] = useState<unknown>();
  const refresh = useRefresh();
  const run = async (key: string, action: () => Promise<unknown>, then?: () => void) => {
    setBusy(key);
    setError(undefined);
    try {
      await action();
      await refresh();
      then?.();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(undefined);
    }
  };
  return { busy, refusal: error === undefined ? null : <Failure error={error} />, run };
}
