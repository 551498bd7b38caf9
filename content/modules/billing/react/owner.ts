import { useSearchParams } from "react-router";

/**
 * The key of the owner that the address is about, as in `/billing?for=acme`; undefined for the reader's own. It stands in the address alone, so that a page's buttons change
 * what the page shows, whatever other tabs do.
 */
export function useOwnerKey(): string | undefined {
  const [search] = useSearchParams();
  return search.get("for") || undefined;
}

/** The value of a request's query that says which owner it is about. */
export const about = (owner: string | undefined) => (owner === undefined ? {} : { for: owner });
