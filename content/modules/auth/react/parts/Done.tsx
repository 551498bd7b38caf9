import { Alert } from "#host";
import { useSearchParams } from "react-router";

/** What the user has just done, by the word that the page was led to with: ?done=saved. Any other word says nothing. */
export function Done({ says }: { says: Record<string, string> }) {
  const [search] = useSearchParams();
  const done = search.get("done");
  return done !== null && Object.hasOwn(says, done) ? <Alert kind="success">{says[done]}</Alert> : null;
}
