import { queryOptions, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { api } from "./client";

/** The keys of what this module has asked the server for. */
const key = (...parts: string[]) => ["auth", ...parts];

const settings = queryOptions({ queryKey: key("settings"), queryFn: () => api.GET("/api/auth/settings"), staleTime: Infinity });
const reauthentication = queryOptions({ queryKey: key("reauthentication"), queryFn: () => api.GET("/api/auth/reauthenticate") });
const start = queryOptions({ queryKey: key("start"), queryFn: () => api.GET("/api/auth/start") });
const profile = queryOptions({ queryKey: key("profile"), queryFn: () => api.GET("/api/auth/profile") });
const emailChange = queryOptions({ queryKey: key("email-change"), queryFn: () => api.GET("/api/auth/change-email") });
const twoFactor = queryOptions({ queryKey: key("two-factor"), queryFn: () => api.GET("/api/auth/two-factor") });
const trustedBrowsers = queryOptions({ queryKey: key("trusted-browsers"), queryFn: () => api.GET("/api/auth/trusted-browsers") });
const passkeys = queryOptions({ queryKey: key("passkeys"), queryFn: () => api.GET("/api/auth/passkeys") });
const logins = queryOptions({ queryKey: key("logins"), queryFn: () => api.GET("/api/auth/external-logins") });
const sessions = queryOptions({ queryKey: key("sessions"), queryFn: () => api.GET("/api/auth/sessions") });
const deletion = queryOptions({ queryKey: key("deletion"), queryFn: () => api.GET("/api/auth/account-deletion") });

/** What is offered, and what forms ask for: it changes with the installation alone. */
export const useSettings = () => useSuspenseQuery(settings).data;
