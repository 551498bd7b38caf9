import { createContext, lazy, Suspense, useCallback, useContext, useState, type ReactNode } from "react";

export interface Message {
  id: number;
  text: string;
  kind: "success" | "danger";
}

type Show = (text: string, kind?: Message["kind"]) => void;

const ToastContext = createContext<Show>(() => undefined);

// Most visits see no message: the region comes with the first one.
const ToastRegion = lazy(() => import("./ToastRegion"));

/** Gives the function that shows a short message for a few seconds: `toast("Saved.")`. */
export function useToast(): Show {
  return useContext(ToastContext);
}

/** Holds the messages of the pages inside it. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const [isUsed, setIsUsed] = useState(false);
  const show = useCallback<Show>((text, kind = "success") => {
    setIsUsed(true);
    setMessages((present) => [...present, { id: (present.at(-1)?.id ?? 0) + 1, text, kind }]);
  }, []);
  const remove = useCallback((id: number) => setMessages((present) => present.filter((message) => message.id !== id)), []);
  return (
    <ToastContext value={show}>
      {children}
      {isUsed && (
        <Suspense>
          <ToastRegion messages={messages} onRemove={remove} />
        </Suspense>
      )}
    </ToastContext>
  );
}
