import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import type { components } from "../schema";
import { api, bodyOf } from "./client";

type Schemas = components["schemas"];
export type TwoFactorStatus = Schemas["TwoFactorAnswer"];
export type TwoFactorSecret = Schemas["TwoFactorSecretAnswer"];
export type Profile = Schemas["ProfileAnswer"];
export type PendingSignUp = Schemas["PendingExternalSignUp"];
export type Passkey = Schemas["PasskeyAnswer"];
export type ProviderLogin = Schemas["ExternalLoginAnswer"];
export type Session = Schemas["SessionAnswer"];
export type SecurityEvent = Schemas["SecurityEventAnswer"];
export type TrustedBrowser = Schemas["TrustedBrowserAnswer"];

/** Reads a resource of this module; the page waits for it, and the error page tells when it cannot be had. */
function useResource<Data>(name: string, read: () => Promise<{ data?: Data }>, options: { staleTime?: number; gcTime?: number } = {}): Data {
  return useSuspenseQuery({ queryKey: ["auth", name], queryFn: () => bodyOf(read()), ...options }).data;
}

/** Reads anew what was read, after something was changed. */
export function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["auth"], predicate: (query) => query.queryKey[1] !== "settings" });
}

/** What is offered, and what forms ask for. It changes with the installation alone. */
export const useSettings = () => useResource("settings", () => api.GET("/api/auth/settings"), { staleTime: Infinity });

/** Whether a login waits for its second factor; asked each time, since other pages begin it. */
export const useSecondFactor = () => useResource("second-factor", () => api.GET("/api/auth/login/second-factor"), { staleTime: 0, gcTime: 0 });

/** In which way the user can show again who they are. */
export const useReauthentication = () => useResource("reauthentication", () => api.GET("/api/auth/reauthenticate"));

export const useStart = () => useResource("start", () => api.GET("/api/auth/start"));
export const useProfile = () => useResource("profile", () => api.GET("/api/auth/profile"));
export const useEmailChange = () => useResource("email-change", () => api.GET("/api/auth/change-email"));
export const useTwoFactor = () => useResource("two-factor", () => api.GET("/api/auth/two-factor"));
export const useTrustedBrowsers = () => useResource("trusted-browsers", () => api.GET("/api/auth/trusted-browsers"));
export const usePasskeys = () => useResource("passkeys", () => api.GET("/api/auth/passkeys"));
export const useProviderLogins = () => useResource("external-logins", () => api.GET("/api/auth/external-logins"));
export const useSessions = () => useResource("sessions", () => api.GET("/api/auth/sessions"));
export const useDeletion = () => useResource("deletion", () => api.GET("/api/auth/account-deletion"));

/** A provider, and why a login there came to nothing where the callback has led here with the code of a refusal. */
export const useProvider = (provider: string, refused: string | undefined) =>
  useResource(`external/${provider}?${refused ?? ""}`, () => api.GET("/api/auth/external/{provider}", { params: { path: { provider }, query: { refused } } }));

/** The newest security events, or those before one of them. */
export const useSecurityEvents = (take: number, before?: string) =>
  useResource(`security-events?${before ?? ""}`, () => api.GET("/api/auth/security-events", { params: { query: { take, before } } }));
