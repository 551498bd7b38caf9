import { createContext, lazy, Suspense, useCallback, useContext, useState, type ReactNode } from "react";
import { useLocation } from "react-router";
import { Dialog, Loading, Problem } from "#host";

// With all that forms need, and only once it is asked for: this stands around every page.
const Confirmation = lazy(async () => ({ default: (await import("./parts/account/Confirmation")).Confirmation }));

type Run = <Result>(action: () => Promise<Result>) => Promise<Result>;

interface Question {
  confirmed: () => void;
  declined: () => void;
}

const SensitiveContext = createContext<Run>((action) => action());

/**
 * Gives the function that runs an action for which the server may want a proof of identity that is some minutes old at most: then a
 * dialog asks for it, and the action is done again. Who declines gets the server's refusal.
 */
export function useSensitive(): Run {
  return useContext(SensitiveContext);
}

/** Holds the dialog of `useSensitive`, outside of all forms. */
export function SensitiveActions({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Question>();
  const { pathname } = useLocation();
  const run = useCallback<Run>(async (action) => {
    try {
      return await action();
    } catch (refusal) {
      if (!(refusal instanceof Problem) || refusal.code !== "reauthentication_required") {
        throw refusal;
      }

      await new Promise<void>((confirmed, reject) => setQuestion({ confirmed, declined: () => reject(refusal) }));
      return await action();
    }
  }, []);
  const answer = (how: keyof Question) => {
    setQuestion(undefined);
    question?.[how]();
  };
  return (
    <SensitiveContext value={run}>
      {children}
      <Dialog open={question !== undefined} onClose={() => answer("declined")} title="Is it you?" description="What comes next is sensitive. Please confirm that it is you.">
        <Suspense fallback={<Loading />}>
          <Confirmation returnUrl={pathname} onDone={() => answer("confirmed")} />
        </Suspense>
      </Dialog>
    </SensitiveContext>
  );
}
