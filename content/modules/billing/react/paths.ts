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

const withQuery = (path: string, query: Record<string, string | undefined>) => {
  const search = new URLSearchParams(Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)).toString();
  return search === "" ? path : `${path}?${search}`;
};

/** A page about an owner; about the reader's own without a key. */
export const pathFor = (path: string, owner: string | undefined) => withQuery(path, { for: owner });

/** The contract, with the word for what was done. */
export const donePath = (done: string, owner: string | undefined) => withQuery(paths.contract, { done, for: owner });

/** The page of prices, as it was: where somebody comes back to who has to log in first. */
export const pricingPath = (interval: Interval, code: string | undefined, owner: string | undefined) => withQuery(paths.pricing, { interval: interval === "year" ? interval : undefined, code, for: owner });

export const changePath = (plan: string, interval: Interval, owner: string | undefined) => withQuery(paths.change, { plan, interval, for: owner });
