// Not in api/, of which all pages of the module load the whole: what only administrators need comes with their pages.
import { useSuspenseQuery } from "@tanstack/react-query";
import { api, bodyOf, type Schemas } from "../../api/client";

export type Account = Schemas["AccountAnswer"];
export type AccountDetails = Schemas["AccountDetailsAnswer"];
export type Drift = Schemas["Drift"];
export type CurrencyFigures = Schemas["CurrencyFigures"];
export type FailedUse = Schemas["FailedUsageAnswer"];

/** Reads what only administrators may; the page waits for it, and the error page tells when it cannot be had. */
function useResource<Data>(key: readonly unknown[], read: () => Promise<{ data?: Data }>): Data {
  return useSuspenseQuery({ queryKey: ["billing", "administration", ...key], queryFn: () => bodyOf(read()) }).data;
}

/** The newest accounts that fit, or those before one of them. */
export const useAccounts = (take: number, search?: string, before?: string) =>
  useResource(["accounts", search ?? "", before ?? ""], () => api.GET("/api/billing/accounts", { params: { query: { search, take, before } } }));

export const useBillingAccount = (id: string) => useResource(["account", id], () => api.GET("/api/billing/accounts/{id}", { params: { path: { id } } }));

export interface EventFilter {
  state?: string | undefined;
  customer?: string | undefined;
}

/** The newest events that fit, or those before one of them. */
export const useEvents = (take: number, filter: EventFilter, before?: string) =>
  useResource(["events", filter, before ?? ""], () => api.GET("/api/billing/events", { params: { query: { ...filter, take, before } } }));

export const useEvent = (id: string) => useResource(["event", id], () => api.GET("/api/billing/events/{id}", { params: { path: { id } } }));

export const useFigures = () => useResource(["figures"], () => api.GET("/api/billing/figures"));

export const useFailedUsage = () => useResource(["failed-usage"], () => api.GET("/api/billing/usage/failed"));
