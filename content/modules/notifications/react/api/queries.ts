import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { api, bodyOf } from "./client";

/** Reads a resource of this module; the page waits for it, and the error page tells when it cannot be had. */
function useResource<Data>(key: readonly unknown[], read: () => Promise<{ data?: Data }>): Data {
  return useSuspenseQuery({ queryKey: ["notifications", ...key], queryFn: () => bodyOf(read()) }).data;
}

/** Reads anew what was read, after something was changed. */
export function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["notifications"] });
}

/** The newest notifications, or those before one of them. */
export const useNotifications = (take: number, before?: string) =>
  useResource(["items", before ?? ""], () => api.GET("/api/notifications/items", { params: { query: { take, before } } }));

export const usePreferences = () => useResource(["preferences"], () => api.GET("/api/notifications/preferences"));

export interface MessageFilter {
  state?: string | undefined;
  kind?: string | undefined;
  address?: string | undefined;
}

export const useMessages = (take: number, filter: MessageFilter, before?: string) =>
  useResource(["log", filter, before ?? ""], () => api.GET("/api/notifications/log", { params: { query: { ...filter, take, before } } }));

export const useMessage = (id: string) => useResource(["message", id], () => api.GET("/api/notifications/log/{id}", { params: { path: { id } } }));

export const useSuppressions = (take: number, address?: string, before?: string) =>
  useResource(["suppressions", address ?? "", before ?? ""], () => api.GET("/api/notifications/suppressions", { params: { query: { address, take, before } } }));
