import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useAccount } from "#host";
import { about, useOwnerKey } from "../owner";
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

/** Each owner's answers are kept apart. */
const contractOf = (owner: string | undefined) => ({ queryKey: ["billing", "contract", owner], queryFn: () => bodyOf(api.GET("/api/billing/contract", { params: { query: about(owner) } })) });
const ownersOf = (owner: string | undefined) => ({ queryKey: ["billing", "owners", owner], queryFn: () => bodyOf(api.GET("/api/billing/owners", { params: { query: about(owner) } })) });

/** Reads anew what was read, after something was changed. */
export function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["billing"] });
}

/** What is sold, for everybody. */
export const usePlans = () => useSuspenseQuery({ queryKey: ["billing", "plans"], queryFn: () => bodyOf(api.GET("/api/billing/plans")) }).data;

/** The owners for whom the reader may pay, and the one that the address is about. */
export const useOwners = () => useSuspenseQuery(ownersOf(useOwnerKey())).data;

/** The same, for pages that need not wait for it, and that visitors see too: undefined until it is known. */
export function useKnownOwners() {
  const { user } = useAccount();
  return useQuery({ ...ownersOf(useOwnerKey()), enabled: user !== null }).data;
}

/** The contract of the owner that the address is about. */
export const useContract = () => useSuspenseQuery(contractOf(useOwnerKey())).data;

/** The same, for a page that visitors see too: undefined for them. Nothing is offered before it is known who asks. */
export function useOwnContract(): { contract: Contract | undefined; isKnown: boolean } {
  const { user, isLoading } = useAccount();
  const query = useQuery({ ...contractOf(useOwnerKey()), enabled: user !== null });
  return { contract: query.data, isKnown: !isLoading && (user === null || !query.isPending) };
}

/** What another plan costs, worked out for this moment: nothing that was read before is shown. Not what `useRefresh` reads anew: after the change it would be refused. */
export function useChange(plan: string, interval: Interval) {
  const owner = useOwnerKey();
  return useQuery({
    queryKey: ["billing change", plan, interval, owner],
    queryFn: () => bodyOf(api.GET("/api/billing/change", { params: { query: { plan, interval, ...about(owner) } } })),
    staleTime: 0,
    gcTime: 0,
  });
}

/** How many seats there are, and how many are taken. */
export function useSeats() {
  const owner = useOwnerKey();
  return useSuspenseQuery({ queryKey: ["billing", "seats", owner], queryFn: () => bodyOf(api.GET("/api/billing/seats", { params: { query: about(owner) } })) }).data;
}

/** Months for which the contract can be paused; 0 when it cannot, and until it is known. */
export function usePauseMonths() {
  const owner = useOwnerKey();
  return useQuery({ queryKey: ["billing", "pause", owner], queryFn: () => bodyOf(api.GET("/api/billing/pause", { params: { query: about(owner) } })) }).data?.most ?? 0;
}

/** What was used in this period and is paid by quantity; for those alone who may manage the contract. */
export function useUsage() {
  const owner = useOwnerKey();
  return useQuery({ queryKey: ["billing", "usage", owner], queryFn: () => bodyOf(api.GET("/api/billing/usage", { params: { query: about(owner) } })) }).data ?? [];
}

/** Asks the payment provider what became of the payment whose page has led back here. */
export function useReturn(session: string) {
  const owner = useOwnerKey();
  return useQuery({
    queryKey: ["billing", "return", session, owner],
    queryFn: () => bodyOf(api.POST("/api/billing/checkout/return", { params: { query: about(owner) }, body: { session } })),
    staleTime: 0,
    gcTime: 0,
  });
}
