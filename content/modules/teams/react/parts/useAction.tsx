import { useState, type ReactNode } from "react";
import { Failure } from "#host";
import { useSayDone } from "../../../auth/react/parts/Done";
import { useSensitive } from "../../../auth/react/SensitiveActions";
import { useRefresh } from "../api/queries";

interface Actions {
  /** The key of the action that is being done. */
  busy: string | undefined;
  /** Why the last one was refused; it belongs above what the page shows. */
  refusal: ReactNode;
  /** Does it, reads the page's data anew and says what was done, in the words of `Done`; without a word the action leads elsewhere by itself. */
  run(key: string, action: () => Promise<unknown>, done?: string): Promise<void>;
}

/** What the buttons of a page do. */
export function useAction(): Actions {
  const [busy, setBusy] = useState<string>();
  const [error, setError] = useState<unknown>();
  const sensitive = useSensitive();
  const refresh = useRefresh();
  const sayDone = useSayDone();
  const run = async (key: string, action: () => Promise<unknown>, done?: string) => {
    setBusy(key);
    setError(undefined);
    sayDone();
    try {
      await sensitive(action);
      if (done) {
        await refresh();
        sayDone(done);
      }
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(undefined);
    }
  };
  return { busy, refusal: error === undefined ? null : <Failure error={error} />, run };
}
