import { beforeEach, expect, test, vi } from "vitest";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { json, problem, renderApp } from "#testing";
import { contract, free, plans, serveBilling, subscription } from "./answers";

const user = userEvent.setup();
const leave = vi.hoisted(() => vi.fn<(url: string) => void>());
vi.mock("../api/leave", () => ({ leaveFor: leave }));

beforeEach(() => leave.mockClear());

const plan = async (name: string) => within(await screen.findByRole("region", { name }));

test("Visitors see the prices of an interval and are asked for nothing but a login when they choose", async () => {
  const server = serveBilling();
  const { router } = renderApp("/pricing", "none");

  const team = await plan("Team");
  expect(team.getByText("19.00 USD")).toBeTruthy();
  expect(team.getByText("a month for each member")).toBeTruthy();
  expect(team.getByText("14 days for free, without a card")).toBeTruthy();
  expect(team.getByText("50 projects")).toBeTruthy();
  expect((await plan("Large")).getByText("4,900.00 USD")).toBeTruthy();
  expect((await plan("Free")).queryByRole("button")).toBeNull();

  await user.click(screen.getByRole("link", { name: "Yearly" }));
  expect((await plan("Team")).getByText("190.00 USD")).toBeTruthy();
  expect(screen.queryByRole("region", { name: "Large" })).toBeNull();
  expect(screen.getByRole("link", { name: "Yearly" }).getAttribute("aria-current")).toBe("true");
  await user.click(screen.getByRole("button", { name: "Choose Team" }));
  await waitFor(() => expect(router.state.location.pathname + router.state.location.search).toBe("/auth/login?returnUrl=%2Fpricing%3Finterval%3Dyear"));
  expect(server.sent("GET /api/billing/contract")).toHaveLength(0);
});

test("Who has no contract is led to the payment page; only plan and interval are sent", async () => {
  const server = serveBilling({ "GET /api/billing/contract": () => json(free), "POST /api/billing/checkout": json({ url: "https://pay.example/c1" }) });
  renderApp("/pricing?interval=year", "present");

  expect(await (await plan("Free")).findByText("Your plan")).toBeTruthy();
  await user.click(await screen.findByRole("button", { name: "Choose Team" }));
  await waitFor(() => expect(leave).toHaveBeenCalledWith("https://pay.example/c1"));
  expect(await server.sent("POST /api/billing/checkout")[0]?.json()).toEqual({ plan: "team", interval: "year" });
});

test("A purchase that is refused says why, and the page shows what another tab has bought", async () => {
  serveBilling({
    "GET /api/billing/contract": [json(free), json(contract)],
    "POST /api/billing/checkout": problem(409, { code: "already_subscribed", detail: "There is a contract already." }),
  });
  renderApp("/pricing", "present");

  await user.click(await screen.findByRole("button", { name: "Choose Team" }));
  expect((await screen.findByRole("alert")).textContent).toContain("There is a contract already.");
  expect(await screen.findByRole("link", { name: "Change to Large" })).toBeTruthy();
  expect(leave).not.toHaveBeenCalled();
});

test("Who has a contract changes it; the other interval of the same plan is a change too", async () => {
  serveBilling();
  renderApp("/pricing", "present");

  expect(await (await plan("Team")).findByText("Your plan")).toBeTruthy();
  expect((await screen.findByRole("link", { name: "Change to Large" })).getAttribute("href")).toBe("/billing/change?plan=large&interval=month");
  expect((await plan("Free")).queryByText("Your plan")).toBeNull();
  await user.click(screen.getByRole("link", { name: "Yearly" }));
  expect((await screen.findByRole("link", { name: "Change to Team" })).getAttribute("href")).toBe("/billing/change?plan=team&interval=year");
});

test("Prices are those of the account's own currency", async () => {
  serveBilling({ "GET /api/billing/contract": () => json({ ...contract, currency: "jpy", subscription: { ...subscription, currency: "jpy" } }) });
  renderApp("/pricing", "present");

  expect(await screen.findByText("2,900 JPY")).toBeTruthy();
  expect(screen.queryByRole("region", { name: "Large" })).toBeNull();
});

test("A promotion code of the link is sent with the choice, and kept over the interval and a login", async () => {
  const server = serveBilling({ "GET /api/billing/contract": () => json(free), "POST /api/billing/checkout": json({ url: "https://pay.example/c1" }) });
  renderApp("/pricing?code=FALL20", "present");

  await screen.findByText("Your promotion code FALL20 counts for what you choose, if it is good.");
  expect(screen.getByRole("link", { name: "Yearly" }).getAttribute("href")).toBe("/pricing?interval=year&code=FALL20");
  await user.click(await screen.findByRole("button", { name: "Choose Team" }));
  await waitFor(() => expect(leave).toHaveBeenCalled());
  expect(await server.sent("POST /api/billing/checkout")[0]?.json()).toEqual({ plan: "team", interval: "month", code: "FALL20" });
});

test("What is bought once is bought beside the plan, and not twice", async () => {
  const server = serveBilling({ "POST /api/billing/checkout": json({ url: "https://pay.example/c2" }) });
  const { unmount } = renderApp("/pricing", "present");

  const pack = await plan("Pack");
  expect(pack.getByText("49.00 USD")).toBeTruthy();
  expect(pack.getByText("once")).toBeTruthy();
  await user.click(await pack.findByRole("button", { name: "Choose Pack" }));
  await waitFor(() => expect(leave).toHaveBeenCalledWith("https://pay.example/c2"));
  expect(await server.sent("POST /api/billing/checkout")[0]?.json()).toEqual({ plan: "pack", interval: "month" });
  unmount();

  const bought = { key: "pack", name: "Pack", purchasedAt: "2026-11-05T12:00:00Z", amount: 4900, currency: "usd", isRefunded: false };
  serveBilling({ "GET /api/billing/contract": () => json({ ...contract, purchases: [bought] }) });
  renderApp("/pricing", "present");
  expect(await (await plan("Pack")).findByText("You have it")).toBeTruthy();
});

test("Without plans the page says so", async () => {
  serveBilling({ "GET /api/billing/plans": json({ ...plans, plans: [], oneOffs: [] }) });
  renderApp("/pricing", "none");

  expect(await screen.findByText("Nothing is sold here yet.")).toBeTruthy();
});
