import { beforeEach, expect, test, vi } from "vitest";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { json, problem, renderApp } from "#testing";
import { contract, done, free, serveBilling, subscription } from "./answers";

const user = userEvent.setup();
const leave = vi.hoisted(() => vi.fn<(url: string) => void>());
vi.mock("../api/leave", () => ({ leaveFor: leave }));

beforeEach(() => leave.mockClear());

const facts = () => [...document.querySelectorAll("dl.facts > div")].map((pair) => pair.textContent);

test("Plan, price, period and invoices are shown, in the user's days", async () => {
  serveBilling({ "GET /api/billing/contract": () => json({ ...contract, subscription: { ...subscription, quantity: 3, status: "trialing", trialEnd: "2026-12-10T12:00:00Z" } }) });
  renderApp("/billing", "present");

  await screen.findByText("Your plan is Team.");
  expect(facts()).toEqual(["Price57.00 USD a month", "Seats3 Who needs them", "Trial until2026-12-10", "Next payment2027-01-01"]);
  const row = within(screen.getByRole("row", { name: /A-1/ }));
  expect(row.getByText("2026-12-01")).toBeTruthy();
  expect(row.getByText("Paid")).toBeTruthy();
  expect(row.getByRole("link", { name: "PDF of A-1" }).getAttribute("href")).toBe("https://pay.example/a1.pdf");
  expect(row.getByText("3.17 USD")).toBeTruthy();
  expect(row.queryByRole("link", { name: /Pay/ })).toBeNull();
  expect(screen.getByRole("link", { name: "Who needs them" }).getAttribute("href")).toBe("/billing/seats");
});

test("What coupons take off, what was bought once, what is used and what went back is shown", async () => {
  serveBilling({
    "GET /api/billing/contract": () =>
      json({
        ...contract,
        taxIds: "DE123456789",
        subscription: { ...subscription, discount: "FALL20 (20% off)", discountEndsAt: "2027-02-01T12:00:00Z" },
        purchases: [{ key: "pack", name: "Pack", purchasedAt: "2026-11-05T12:00:00Z", amount: 4900, currency: "usd", isRefunded: true }],
        invoices: [{ ...contract.invoices[0], amountRefunded: 500, isDisputed: true }],
      }),
    "GET /api/billing/usage": () =>
      json([{ meter: "calls", name: "Calls", used: 1200, max: 1000, isSoft: false, unitAmount: 2, amount: 2400, currency: "usd", waiting: 0, since: "2026-11-30T23:30:00Z" }]),
  });
  renderApp("/billing", "present");

  await screen.findByText("Tax id on invoices: DE123456789");
  expect(facts()).toContain("DiscountFALL20 (20% off), until 2027-02-01");
  expect(within(screen.getByRole("row", { name: /^Pack/ })).getByText("Refunded")).toBeTruthy();
  const calls = within(await screen.findByRole("row", { name: /^Calls/ }));
  expect(calls.getByText("1,200")).toBeTruthy();
  expect(calls.getByText("24.00 USD")).toBeTruthy();
  expect(screen.getByText(/^All Calls that your plan allows are used\./)).toBeTruthy();
  const invoice = within(screen.getByRole("row", { name: /A-1/ }));
  expect(invoice.getByText("5.00 USD refunded")).toBeTruthy();
  expect(invoice.getByText("Disputed")).toBeTruthy();
});

test("A contract is paused for some months, and goes on", async () => {
  const paused = { ...contract, notice: "paused", access: "read_only", subscription: { ...subscription, pausedFrom: "2026-12-31T23:30:00Z", resumesAt: "2027-02-28T23:30:00Z" } };
  const server = serveBilling({
    "GET /api/billing/contract": [json(contract), json(paused), json(contract)],
    "GET /api/billing/pause": [json({ most: 3 }), json({ most: 0 }), json({ most: 3 })],
    "POST /api/billing/pause": done,
    "POST /api/billing/unpause": done,
  });
  renderApp("/billing", "present");

  await user.click(await screen.findByRole("button", { name: "Pause the contract" }));
  await screen.findByText("The contract pauses when the period that is paid has ended.");
  expect(await server.sent("POST /api/billing/pause")[0]?.json()).toEqual({ months: 1 });
  expect(facts()).toEqual(["Price19.00 USD a month", "Seats1 Who needs them", "Paused from2027-01-01", "Goes on2027-03-01"]);
  expect(screen.queryByRole("button", { name: "Pause the contract" })).toBeNull();

  await user.click(screen.getByRole("button", { name: "End the pause" }));
  await screen.findByText("The contract goes on.");
  expect(server.sent("POST /api/billing/unpause")).toHaveLength(1);
});

test("A contract is cancelled once a dialog has made sure, and goes on again", async () => {
  const server = serveBilling({
    "GET /api/billing/contract": [json(contract), json({ ...contract, subscription: { ...subscription, cancelAtPeriodEnd: true } }), json(contract)],
    "POST /api/billing/cancel": done,
    "POST /api/billing/resume": done,
  });
  renderApp("/billing", "present");

  await user.click(await screen.findByRole("button", { name: "Cancel the contract" }));
  expect(server.sent("POST /api/billing/cancel")).toHaveLength(0);
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Cancel the contract" }));
  await screen.findByText("The contract ends with the period that is paid.");
  expect(facts()).toContain("Ends on2027-01-01");
  expect(server.sent("POST /api/billing/cancel")[0]?.headers.get("X-CSRF-TOKEN")).toBe("token-1");

  await user.click(await screen.findByRole("button", { name: "Go on with the contract" }));
  await screen.findByText("The contract goes on.");
  expect(facts()).toContain("Next payment2027-01-01");
});

test("A refusal stands on the page in the server's words", async () => {
  serveBilling({
    "GET /api/billing/contract": () => json({ ...contract, subscription: { ...subscription, cancelAtPeriodEnd: true } }),
    "POST /api/billing/resume": problem(503, { code: "provider_away", detail: "The payment provider does not answer." }),
  });
  renderApp("/billing?done=cancelled", "present");

  await user.click(await screen.findByRole("button", { name: "Go on with the contract" }));
  expect((await screen.findByRole("alert")).textContent).toContain("The payment provider does not answer.");
  expect(screen.queryByText("The contract ends with the period that is paid.")).toBeNull();
});

test("After a payment that failed another card is asked for, with the day until which there is time", async () => {
  const overdue = { ...contract, notice: "payment_failed", accessUntil: "2026-12-07T23:30:00Z", subscription: { ...subscription, status: "past_due" } };
  const server = serveBilling({ "GET /api/billing/contract": () => json(overdue), "POST /api/billing/portal": json({ url: "https://pay.example/p1" }) });
  renderApp("/billing", "present");

  await screen.findByText(/^A payment has failed\. Enter another card by 2026-12-08;/);
  await user.click(screen.getByRole("button", { name: "Enter another card" }));
  await waitFor(() => expect(leave).toHaveBeenCalledWith("https://pay.example/p1"));
  expect(await server.sent("POST /api/billing/portal")[0]?.json()).toEqual({ card: true });
  await user.click(screen.getByRole("button", { name: "Cards, address and tax id" }));
  await waitFor(() => expect(server.sent("POST /api/billing/portal")).toHaveLength(2));
  expect(await server.sent("POST /api/billing/portal")[1]?.json()).toEqual({ card: false });
});

test.each([
  [{ notice: "payment_failed", access: "read_only" }, "A payment has failed and is overdue. Enter another card to go on working."],
  [{ notice: "card_needed" }, "The trial is over. Enter a card to go on working."],
  [{ notice: "payment_outstanding" }, "The first payment is outstanding. Choose the plan once more to pay."],
  [{ notice: "paused" }, "The contract is paused: you can look at your data and change nothing. Go on with it to work again."],
  [{ notice: "ended" }, "Your contract has ended. Choose a plan to begin a new one."],
  [{ isConfigured: false }, "Payments are not set up here yet. Ask whoever runs this site."],
  [{ suspendedReason: "The customer was deleted." }, "The customer was deleted. Choose a plan to begin a new contract."],
])("What is wrong is said: %j", async (state, words) => {
  serveBilling({ "GET /api/billing/contract": () => json({ ...contract, ...state }) });
  renderApp("/billing", "present");

  expect(await screen.findByText(words)).toBeTruthy();
});

test("Who may not manage the contract looks only; who has none is led to the plans", async () => {
  serveBilling({ "GET /api/billing/contract": [json({ ...contract, mayManage: false, invoices: [] })] });
  const { unmount } = renderApp("/billing", "present");
  await screen.findByText("Only owners of the account can change the contract.");
  expect(screen.queryByRole("button", { name: /Cancel|Cards/ })).toBeNull();
  unmount();

  serveBilling({ "GET /api/billing/contract": () => json(free) });
  renderApp("/billing", "present");
  expect((await screen.findByRole("link", { name: "See all plans" })).getAttribute("href")).toBe("/pricing");
  expect(screen.queryByRole("button", { name: /Cancel|Cards/ })).toBeNull();
  expect(facts()).toEqual([]);
});
