import { useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "./client";

/** What a mailed link is about; an error when it is not good. Looking consumes nothing, since mail scanners look too. */
function useLink<About>(kind: string, token: string, look: (body: { token: string }) => Promise<About>) {
  return useQuery({ queryKey: ["link", kind, token], queryFn: () => look({ token }), staleTime: Infinity });
}

export const useVerifyLink = (token: string) => useLink("verify-email", token, async (body) => (await api.POST("/api/auth/verify-email/check", { body })).response.ok);
export const useResetLink = (token: string) => useLink("reset-password", token, (body) => bodyOf(api.POST("/api/auth/reset-password/check", { body })));
export const useConfirmChangeLink = (token: string) => useLink("confirm-email-change", token, (body) => bodyOf(api.POST("/api/auth/confirm-email-change/check", { body })));
export const useUndoChangeLink = (token: string) => useLink("undo-email-change", token, (body) => bodyOf(api.POST("/api/auth/undo-email-change/check", { body })));
