import { expect, test } from "vitest";
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { json, problem, renderApp } from "#testing";
import { contract, done, serveAdministrator, serveBilling } from "./answers";

const user = userEvent.setup();
const owner = "01a21943-4ee6-771f-b7df-147a17f82c1a";
const account = {
  id: "a1",
  ownerKind: "user",
  ownerId: owner,
  customerId: "cus_1" as string | null,
  liveMode: false as boolean | null,
  email: "ann@example.com",
  currency: "usd",
  suspendedReason: null as string | null,
  disputedAt: null as string | null,
  syncedAt: "2026-01-31T23:30:00Z" as string | null,
  createdAt: "2026-01-01T00:00:00Z",
};
const details = {
  account,
  subscriptions: [{ id: "sub_1", plan: "", status: "past_due", quantity: 3, unitAmount: 1900, currency: "usd", interval: "year" }],
  invoices: [{ ...contract.invoices[0], status: "open" }],
  reversals: [{ id: "dp_1", kind: "dispute", amount: 1900, currency: "usd", status: "needs_response", reason: "fraudulent", respondBy: "2026-02-14T23:30:00Z" }],
};

const facts = () => [...document.querySelectorAll("dl.facts > div")].map((pair) => pair.textContent);

test("Accounts are searched for by the address of the page, and the list goes on", async () => {
  const server = serveAdministrator({
    "GET /api/billing/accounts": [
      json({ items: [{ ...account, disputedAt: "2026-01-31T23:30:00Z" }, { ...account, id: "a2", email: "", ownerKind: "team", customerId: null, syncedAt: null }], older: true }),
      json({ items: [], older: false }),
    ],
  });
  const { router } = renderApp("/billing/accounts?search=ann", "present");

  const first = within(await screen.findByRole("row", { name: /^ann@example.com/ }));
  expect(first.getByRole("link", { name: "ann@example.com" }).getAttribute("href")).toBe("/billing/accounts/a1");
  expect(first.getByText("Disputed")).toBeTruthy();
  expect(first.getByText("2026-02-01 00:30")).toBeTruthy();
  const second = within(screen.getByRole("row", { name: /^a2/ }));
  expect(second.getByText(`Team ${owner}`)).toBeTruthy();
  expect(second.getByText("Never")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Older accounts" }).getAttribute("href")).toBe("/billing/accounts?search=ann&before=a2");
  expect(new URL(server.sent("GET /api/billing/accounts")[0]?.url ?? "").search).toBe("?search=ann&take=50");

  const search = screen.getByRole("textbox", { name: "Search" });
  await user.clear(search);
  await user.type(search, " cus_9 ");
  await user.click(screen.getByRole("button", { name: "Show" }));
  await screen.findByText("No account fits.");
  expect(router.state.location.search).toBe("?search=cus_9");
  expect(new URL(server.sent("GET /api/billing/accounts").at(-1)?.url ?? "").searchParams.get("search")).toBe("cus_9");
});

test("The way to the accounts is for those who run the site, and a refusal is shown in the place of the page", async () => {
  serveAdministrator({ "GET /api/billing/figures": () => json([]) });
  const { unmount } = renderApp("/billing/figures", "present");
  await screen.findByText("Nothing has come in yet.");
  const main = within(screen.getByRole("navigation", { name: "Main" }));
  expect(main.getByRole("link", { name: "Billing accounts" }).getAttribute("href")).toBe("/billing/accounts");
  const around = within(screen.getByRole("navigation", { name: "Administration of billing" }));
  expect(around.getAllByRole("link").map((link) => link.getAttribute("href"))).toEqual(["/billing/accounts", "/billing/figures", "/billing/events", "/billing/drift", "/billing/usage"]);
  expect(around.getByRole("link", { name: "Figures" }).getAttribute("aria-current")).toBe("page");
  unmount();

  serveBilling({ "GET /api/billing/figures": problem(403) });
  renderApp("/billing/figures", "present");
  await screen.findByText("You may not open this page.");
  expect(screen.queryByRole("link", { name: "Billing accounts" })).toBeNull();
});

test("An account is shown with all that is known of it, and nothing on it is paid by an administrator", async () => {
  serveAdministrator({
    "GET /api/billing/accounts/a1": () => json({ ...details, account: { ...account, disputedAt: "2026-01-31T23:30:00Z", suspendedReason: "The customer was deleted." } }),
  });
  renderApp("/billing/accounts/a1", "present");

  await screen.findByText("A payment is disputed since 2026-02-01. Answer in the payment provider's dashboard.");
  expect(screen.getByText("The customer was deleted.")).toBeTruthy();
  expect(facts()).toEqual([`OwnerUser ${owner}`, "Customercus_1", "ModeTest", "Compared2026-02-01 00:30"]);
  const subscription = within(screen.getByRole("row", { name: /^sub_1/ }));
  expect(subscription.getByText("None of the catalogue")).toBeTruthy();
  expect(subscription.getByText("past_due")).toBeTruthy();
  expect(subscription.getByText("19.00 USD a year")).toBeTruthy();
  const dispute = within(screen.getByRole("row", { name: /^dp_1/ }));
  expect(dispute.getByText("Dispute")).toBeTruthy();
  expect(dispute.getByText("2026-02-15")).toBeTruthy();
  const invoice = within(screen.getByRole("row", { name: /^A-1/ }));
  expect(invoice.getByText("Open")).toBeTruthy();
  expect(invoice.queryByRole("link", { name: /Pay/ })).toBeNull();
  expect(screen.getByRole("link", { name: "Events" }).getAttribute("href")).toBe("/billing/events?customer=cus_1");
});

test("What the provider has of an account is taken over once a dialog has made sure; a refusal stays on the page", async () => {
  const fetch = "POST /api/billing/accounts/a1/fetch";
  const server = serveAdministrator({
    "GET /api/billing/accounts/a1": [json(details), json({ ...details, subscriptions: [] })],
    [fetch]: [problem(409, { code: "busy", detail: "Somebody is changing this contract right now." }), done()],
  });
  renderApp("/billing/accounts/a1", "present");
  const take = async () => {
    await user.click(await screen.findByRole("button", { name: "Take over what the provider has" }));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Take over what the provider has" }));
  };

  await user.click(await screen.findByRole("button", { name: "Take over what the provider has" }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Cancel" }));
  expect(server.sent(fetch)).toHaveLength(0);
  await take();
  expect((await screen.findByRole("alert")).textContent).toContain("Somebody is changing this contract right now.");
  expect(screen.queryByText("What the payment provider has is taken over.")).toBeNull();
  await take();
  await screen.findByText("What the payment provider has is taken over.");
  expect(screen.queryByRole("row", { name: /^sub_1/ })).toBeNull();
  expect(screen.queryByRole("alert")).toBeNull();
});

test("An account without a customer has nothing to take over", async () => {
  serveAdministrator({ "GET /api/billing/accounts/a1": () => json({ account: { ...account, customerId: null, liveMode: null }, subscriptions: [], invoices: [], reversals: [] }) });
  renderApp("/billing/accounts/a1", "present");

  await screen.findByText("None yet");
  expect(screen.queryByRole("button", { name: "Take over what the provider has" })).toBeNull();
  expect(screen.queryByRole("table")).toBeNull();
});

test("A customer is tied to an owner's account once a dialog has made sure, and what was typed outlives a refusal", async () => {
  const link = "POST /api/billing/accounts/link";
  const server = serveAdministrator({
    "GET /api/billing/accounts": () => json({ items: [], older: false }),
    "GET /api/billing/accounts/a1": () => json(details),
    [link]: [problem(409, { code: "customer_taken", detail: "Another account has this customer." }), json(account)],
  });
  const { router } = renderApp("/billing/accounts", "present");
  const ownerId = await screen.findByRole("textbox", { name: "Id of the owner" });
  const id = screen.getByRole("textbox", { name: "Customer or subscription" });

  await user.type(ownerId, "ann");
  await user.type(id, " sub_1 ");
  await user.click(screen.getByRole("button", { name: "Tie" }));
  await screen.findByText("There is no such user. Name the id of a user, or of a team.");
  expect(screen.queryByRole("dialog")).toBeNull();

  await user.clear(ownerId);
  await user.type(ownerId, owner);
  await user.click(screen.getByRole("button", { name: "Tie" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByText(`The user ${owner} then has the contracts and invoices of sub_1.`)).toBeTruthy();
  expect(server.sent(link)).toHaveLength(0);
  await user.click(dialog.getByRole("button", { name: "Tie" }));
  expect((await dialog.findByRole("alert")).textContent).toContain("Another account has this customer.");
  expect(router.state.location.pathname).toBe("/billing/accounts");
  await user.click(dialog.getByRole("button", { name: "Cancel" }));
  expect((ownerId as HTMLInputElement).value).toBe(owner);

  await user.click(screen.getByRole("button", { name: "Tie" }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Tie" }));
  await screen.findByText("The account is tied to the customer.");
  expect(router.state.location.pathname).toBe("/billing/accounts/a1");
  expect(await server.sent(link)[1]?.json()).toEqual({ ownerKind: "user", ownerId: owner, id: "sub_1" });
});

test("Figures are a table a currency, in its own places", async () => {
  const month = { month: "2026-11", paid: 5700, returned: 500, new: 1900, expansion: 300, contraction: 200, churn: 100, mrr: 12_345 };
  const usd = { currency: "usd", mrr: 12_345, contracts: 7, plans: [{ plan: "team", contracts: 6, mrr: 12_000 }, { plan: "", contracts: 1, mrr: 345 }], months: [month] };
  serveAdministrator({ "GET /api/billing/figures": () => json([usd, { ...usd, currency: "jpy", plans: [], months: [{ ...month, churn: 0 }] }]) });
  renderApp("/billing/figures", "present");

  await screen.findByRole("heading", { level: 2, name: "USD" });
  expect(facts()).toEqual(["Each month123.45 USD", "Contracts7", "Each month12,345 JPY", "Contracts7"]);
  const plans = within(screen.getByRole("region", { name: "Plans in USD" }));
  expect(plans.getByRole("row", { name: "None of the catalogue 1 3.45 USD" })).toBeTruthy();
  const months = within(screen.getByRole("region", { name: "Months in USD" }));
  expect(months.getAllByRole("columnheader").map((one) => one.textContent)).toEqual(["Month", "Paid", "Returned", "New", "More", "Less", "Ended", "Each month at its end"]);
  expect(months.getByRole("row", { name: "2026-11 57.00 USD 5.00 USD 19.00 USD 3.00 USD 2.00 USD 1.00 USD 123.45 USD" })).toBeTruthy();
  expect(within(screen.getByRole("region", { name: "Months in JPY" })).getByText("5,700 JPY")).toBeTruthy();
});
