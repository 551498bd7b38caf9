import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useAccount } from "#host";
import type { Interval } from "../paths";
import { api, bodyOf, type Schemas } from "./client";

export type Plan = Schemas["PlanAnswer"];
export type Contract = Schemas["ContractAnswer"];
export type Subscription = Schemas["SubscriptionAnswer"];
export type Invoice = Schemas["InvoiceAnswer"];
export type Purchase = Schemas["PurchaseAnswer"];
export type Change = Schemas["ChangeAnswer"];
export type Seats = Schemas["SeatsAnswer"];
export type SeatPreview = Schemas["SeatPreviewAnswer"];

const contract = { queryKey: ["billing", "contract"], queryFn: () => bodyOf(api.GET("/api/billing/contract")) };

/** Reads anew what was read, after something was changed. */
export function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["billing"] });
}

/** What is sold, for everybody. */
export const usePlans = () => useSuspenseQuery({ queryKey: ["billing", "plans"], queryFn: () => bodyOf(api.GET("/api/billing/plans")) }).data;

/** The contract of the owner for whom the user acts. */
export const useContract = () => useSuspenseQuery(contract).data;

/** The same, for a page that visitors see too: undefined for them. Nothing is offered before it is known who asks. */
export function useOwnContract(): { contract: Contract | undefined; isKnown: boolean } {
  const { user, isLoading } = useAccount();
  const query = useQuery({ ...contract, enabled: user !== null });
  return { contract: query.data, isKnown: !isLoading && (user === null || !query.isPending) };
}

/** What another plan costs, worked out for this moment: nothing that was read before is shown. Not what `useRefresh` reads anew: after the change it would be refused. */
export const useChange = (plan: string, interval: Interval) =>
  useQuery({
    queryKey: ["billing change", plan, interval],
    queryFn: () => bodyOf(api.GET("/api/billing/change", { params: { query: { plan, interval } } })),
    staleTime: 0,
    gcTime: 0,
  });

/** How many seats there are, and how many are taken. */
export const useSeats = () => useSuspenseQuery({ queryKey: ["billing", "seats"], queryFn: () => bodyOf(api.GET("/api/billing/seats")) }).data;

/** Months for which the contract can be paused; 0 when it cannot, and until it is known. */
export const usePauseMonths = () => useQuery({ queryKey: ["billing", "pause"], queryFn: () => bodyOf(api.GET("/api/billing/pause")) }).data?.most ?? 0;

/** What was used in this period and is paid by quantity; for those alone who may manage the contract. */
export const useUsage = () => useQuery({ queryKey: ["billing", "usage"], queryFn: () => bodyOf(api.GET("/api/billing/usage")) }).data ?? [];

/** Asks the payment provider what became of the payment whose page has led back here. */
export const useReturn = (session: string) =>
  useQuery({ queryKey: ["billing", "return", session], queryFn: () => bodyOf(api.POST("/api/billing/checkout/return", { body: { session } })), staleTime: 0, gcTime: 0 });
