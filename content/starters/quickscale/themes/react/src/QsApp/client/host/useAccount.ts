import { useCallback } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { account } from "../app/modules";
import { forgetToken } from "./api";
import type { SignedIn } from "./frontend";

const key = ["account"];

/** Who is signed in, and where one signs in. */
export interface Account {
  /** Null when nobody is, or when no module brings accounts. */
  user: SignedIn | null;
  /** Whether that is not known yet. */
  isLoading: boolean;
  signInPath: string | undefined;
  startPath: string | undefined;
  /** Asks the server and changes nothing here. */
  ask(): Promise<SignedIn | null>;
  /** Asks again: after a login, a logout, or a change of the profile. */
  refresh(): Promise<SignedIn | null>;
}

export function useAccount(): Account {
  const queries = useQueryClient();
  const { data, isPending } = useQuery({
    queryKey: key,
    queryFn: load,
    staleTime: Infinity,
    // Who is told of the failure asks again, not whatever is shown next.
    retryOnMount: false,
    initialData: isKnownSignedOut() ? null : undefined,
  });
  const refresh = useCallback(async () => {
    forgetToken();
    const before = queries.getQueryData<SignedIn | null>(key);
    const user = await load();
    if (before?.id !== user?.id) {
      // What was read for somebody else is not theirs to see.
      queries.removeQueries({ predicate: (query) => query.queryKey[0] !== key[0] });
    }

    queries.setQueryData(key, user);
    return user;
  }, [queries]);

  return { user: data ?? null, isLoading: isPending, signInPath: account?.signInPath, startPath: account?.startPath, ask: load, refresh };
}

async function load(): Promise<SignedIn | null> {
  return (await account?.load()) ?? null;
}

/** The page says whether its request came with a session, so that visitors without one cause no further request. */
function isKnownSignedOut(): boolean {
  return !account || document.querySelector<HTMLMetaElement>('meta[name="session"]')?.content === "none";
}
