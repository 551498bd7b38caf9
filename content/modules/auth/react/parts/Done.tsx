import { useSearchParams } from "react-router";
import { Alert } from "#host";

/** What the user has just done, by the word that the page was led to with: ?done=saved. Any other word says nothing. */
export function Done({ says }: { says: Record<string, string> }) {
  const [search] = useSearchParams();
  const done = search.get("done") ?? "";
  return Object.hasOwn(says, done) ? <Alert kind="success">{says[done]}</Alert> : null;
}

/** Gives the function that says on this page what has been done, or takes it back before the next try. What else the address says stays. */
export function useSayDone(): (done?: string) => void {
  const [, setSearch] = useSearchParams();
  return (done) =>
    setSearch(
      (search) => {
        const next = new URLSearchParams(search);
        next.delete("done");
        if (done) {
          next.set("done", done);
        }

        return next;
      },
      { replace: true },
    );
}
