import { useSearchParams } from "react-router";

/** A value of the address's query; undefined where there is none. */
export function useSearchValue(name: string): string | undefined {
  const [search] = useSearchParams();
  return search.get(name) || undefined;
}
