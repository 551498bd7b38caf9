import { useState, type ReactNode } from "react";
import { Failure } from "#host";
import { useRefresh } from "../../api/queries";
import { useSayDone } from "../Done";
import { useSensitive } from "../../SensitiveActions";

interface Actions {
  /** The key of the action that is being done. */
  busy: string | undefined;
  /** Why the last one was refused; it belongs above what the page shows. */
  refusal: ReactNode;
  /** Does it, reads the page's data anew and says what was done, in the words of `Done`. */
  run(key: string, action: () => Promise<unknown>, done: string): Promise<void>;
}

/** What the buttons in a list do. */
export function useAction(): Actions {
  const [busy, setBusy] = useState<string>();
  const [error, setError] = useState<unknown>();
  const sensitive = useSensitive();
  const refresh = useRefresh();
  const sayDone = useSayDone();
  const run = async (key: string, action: () => Promise<unknown>, done: string) => {
    setBusy(key);
    setError(undefined);
    sayDone();
    try {
      await sensitive(action);
      await refresh();
      sayDone(done);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(undefined);
    }
  };
  return { busy, refusal: error === undefined ? null : <Failure error={error} />, run };
}
