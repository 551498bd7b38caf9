/** Tells the page that the server no longer knows who asks. One place listens: the dialog of app/SessionExpired.tsx. */
type Listener = () => void;

const listeners = new Set<Listener>();

export function onUnauthorized(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function reportUnauthorized(): void {
  for (const listener of listeners) {
    listener();
  }
}
