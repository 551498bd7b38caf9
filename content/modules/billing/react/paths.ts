/** The paths of the module's pages: the same in all themes, since e-mails and the payment provider lead to them. */
export const paths = {
  pricing: "/pricing",
  contract: "/billing",
  change: "/billing/change",
  seats: "/billing/seats",
  back: "/billing/return",
  // For administrators.
  accounts: "/billing/accounts",
  figures: "/billing/figures",
  events: "/billing/events",
  drift: "/billing/drift",
  failedUsage: "/billing/usage",
} as const;

export const accountPath = (id: string) => `${paths.accounts}/${id}`;

export const eventPath = (id: string) => `${paths.events}/${encodeURIComponent(id)}`;

export type Interval = "month" | "year";

/** What else than "year" stands in an address means months, as it does for the server. */
export const intervalOf = (text: string | undefined): Interval => (text === "year" ? "year" : "month");

/** The page of prices, as it was: where somebody comes back to who has to log in first. */
export function pricingPath(interval: Interval, code: string | undefined): string {
  const search = new URLSearchParams({ ...(interval === "year" && { interval }), ...(code !== undefined && { code }) }).toString();
  return search === "" ? paths.pricing : `${paths.pricing}?${search}`;
}

export const changePath = (plan: string, interval: Interval) => `${paths.change}?${new URLSearchParams({ plan, interval })}`;
