import { useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "./client";

type Send<About> = (body: { token: string }) => Promise<{ data?: About }>;

/** What a mailed link is about; an error when it is not good. Looking consumes nothing, since mail scanners look too. */
function useLink<About>(kind: string, token: string, send: Send<About>) {
  return useQuery({ queryKey: ["link", kind, token], queryFn: async () => (await bodyOf(send({ token }))) ?? null, staleTime: Infinity });
}

export const useVerifyLink = (token: string) => useLink("verify-email", token, (body) => api.POST("/api/auth/verify-email/check", { body }));
export const useResetLink = (token: string) => useLink("reset-password", token, (body) => api.POST("/api/auth/reset-password/check", { body }));
export const useConfirmChangeLink = (token: string) => useLink("confirm-email-change", token, (body) => api.POST("/api/auth/confirm-email-change/check", { body }));
export const useUndoChangeLink = (token: string) => useLink("undo-email-change", token, (body) => api.POST("/api/auth/undo-email-change/check", { body }));
