import { useQuery } from "@tanstack/react-query";
import { api } from "./client";

type Check = "/api/auth/verify-email/check" | "/api/auth/reset-password/check" | "/api/auth/confirm-email-change/check" | "/api/auth/undo-email-change/check";

/** What a mailed link is about; an error when it is not good. Looking consumes nothing, since mail scanners look too. */
export function useLink<Path extends Check>(path: Path, token: string | null) {
  return useQuery({ queryKey: ["auth", "link", path, token], queryFn: () => api.POST(path, { body: { token } }), retry: false, staleTime: Infinity });
}
