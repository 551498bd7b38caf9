import { expect, test } from "vitest";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { json, problem, renderApp } from "#testing";
import { contract, done, serveBilling, subscription } from "./answers";

const user = userEvent.setup();
const upgrade = {
  plan: "large",
  planName: "Large",
  interval: "month",
  isNow: true,
  due: 471_000,
  credit: 0,
  currency: "usd",
  at: "2026-12-01T00:00:00Z",
  token: 1_764_547_200,
  lines: [
    { text: "Unused time on Team", amount: -1900 },
    { text: "Remaining time on Large", amount: 472_900 },
  ],
};

test("What costs more is shown with its amounts and done for the price that was shown", async () => {
  const server = serveBilling({ "GET /api/billing/change": () => json(upgrade), "POST /api/billing/change": done });
  const { router } = renderApp("/billing/change?plan=large&interval=month", "present");

  await screen.findByText("To Large, paid monthly");
  expect(screen.getByText("-19.00 USD")).toBeTruthy();
  expect(screen.getByText("4,710.00 USD")).toBeTruthy();
  expect(screen.queryByText("Credit for your next invoices")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Change to Large" }));

  await screen.findByText("Your change of plan is noted.");
  expect(router.state.location.pathname).toBe("/billing");
  expect(new URL(server.sent("GET /api/billing/change")[0]?.url ?? "").search).toBe("?plan=large&interval=month");
  expect(await server.sent("POST /api/billing/change")[0]?.json()).toEqual({ plan: "large", interval: "month", token: 1_764_547_200 });
});

test("What costs less follows with the next period, and is taken back on the page of the contract", async () => {
  let isPlanned = true;
  serveBilling({
    "GET /api/billing/change": () => json({ ...upgrade, isNow: false, due: 0, lines: [], at: "2026-12-31T23:30:00Z" }),
    "POST /api/billing/change": done,
    "GET /api/billing/contract": () => json({ ...contract, subscription: { ...subscription, scheduledPlan: isPlanned ? "large" : null } }),
    "POST /api/billing/keep": () => {
      isPlanned = false;
      return done();
    },
  });
  renderApp("/billing/change?plan=large&interval=month", "present");

  await screen.findByText(/^The plan changes on 2027-01-01, with the next period\./);
  await user.click(screen.getByRole("button", { name: "Change to Large" }));
  await screen.findByText("Your plan changes to Large on 2027-01-01.");
  await user.click(screen.getByRole("button", { name: "Keep Team" }));
  await screen.findByText("You keep your plan.");
  await waitFor(() => expect(screen.queryByRole("button", { name: "Keep Team" })).toBeNull());
});

test("A payment that fails leaves the preview where it is, and says so", async () => {
  serveBilling({ "GET /api/billing/change": () => json({ ...upgrade, credit: 500 }), "POST /api/billing/change": problem(402, { code: "payment_failed", detail: "The payment failed, and the plan stays as it is." }) });
  const { router } = renderApp("/billing/change?plan=large&interval=month", "present");

  await screen.findByText("Credit for your next invoices");
  await user.click(screen.getByRole("button", { name: "Change to Large" }));
  expect((await screen.findByRole("alert")).textContent).toContain("The payment failed, and the plan stays as it is.");
  expect(router.state.location.pathname).toBe("/billing/change");
});

test("A change that is not possible offers no button", async () => {
  serveBilling({ "GET /api/billing/change": problem(409, { code: "same_plan", detail: "You have this plan already. Choose another one." }) });
  renderApp("/billing/change?plan=team&interval=month", "present");

  expect((await screen.findByRole("alert")).textContent).toContain("You have this plan already.");
  expect(screen.queryByRole("button", { name: /Change to/ })).toBeNull();
  expect(screen.getByRole("link", { name: "Back to billing" }).getAttribute("href")).toBe("/billing");
});

test.each([
  [{ plan: "Team" }, "Thank you. Your plan is Team."],
  [{ plan: null }, "The payment is still being processed. Reload this page in a minute."],
])("The way back from the payment page asks what became of it: %j", async (answer, words) => {
  const server = serveBilling({ "POST /api/billing/checkout/return": () => json(answer) });
  renderApp("/billing/return?session_id=cs_1", "present");

  expect(await screen.findByText(words)).toBeTruthy();
  expect(await server.sent("POST /api/billing/checkout/return")[0]?.json()).toEqual({ session: "cs_1" });
});

test("A payment of somebody else is none", async () => {
  serveBilling({ "POST /api/billing/checkout/return": problem(404, { code: "no_such_checkout", detail: "There is no such payment of yours." }) });
  renderApp("/billing/return?session_id=cs_2", "present");

  expect((await screen.findByRole("alert")).textContent).toContain("There is no such payment of yours.");
});
