import { beforeEach, expect, test, vi } from "vitest";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { json, problem, renderApp } from "#testing";
import { done, free, owners, serveBilling } from "./answers";

const user = userEvent.setup();
const leave = vi.hoisted(() => vi.fn<(url: string) => void>());
vi.mock("../api/leave", () => ({ leaveFor: leave }));

beforeEach(() => leave.mockClear());

/** About which owner the server was asked. */
const askedAbout = (request: Request | undefined) => new URL(request!.url).searchParams.get("for");

test("Who may pay for several sees for whom the page is, and buys for that one", async () => {
  const server = serveBilling({
    "GET /api/billing/owners": () => json(owners("beta")),
    "GET /api/billing/contract": () => json(free),
    "POST /api/billing/checkout": json({ url: "https://pay.example/c1" }),
  });
  renderApp("/pricing?code=FALL20&for=beta", "present");

  const choice = within(await screen.findByRole("navigation", { name: "For whom" }));
  expect(choice.getByRole("link", { name: "Beta" }).getAttribute("aria-current")).toBe("true");
  expect(choice.getByRole("link", { name: "Acme" }).getAttribute("href")).toBe("/pricing?code=FALL20&for=acme");
  expect(screen.getByRole("link", { name: "Yearly" }).getAttribute("href")).toBe("/pricing?interval=year&code=FALL20&for=beta");
  await user.click(await screen.findByRole("button", { name: "Choose Team" }));
  await waitFor(() => expect(leave).toHaveBeenCalledWith("https://pay.example/c1"));
  expect(askedAbout(server.sent("POST /api/billing/checkout")[0])).toBe("beta");
  expect(askedAbout(server.sent("GET /api/billing/contract")[0])).toBe("beta");
});

test("Each button of a contract is about the owner of the page, and so is what follows", async () => {
  const server = serveBilling({ "GET /api/billing/owners": () => json(owners("acme")), "POST /api/billing/cancel": done, "POST /api/billing/portal": json({ url: "https://pay.example/p" }) });
  const { router } = renderApp("/billing?for=acme", "present");

  expect((await screen.findByRole("link", { name: "See all plans" })).getAttribute("href")).toBe("/pricing?for=acme");
  await user.click(screen.getByRole("button", { name: "Cards, address and tax id" }));
  await waitFor(() => expect(leave).toHaveBeenCalled());
  await user.click(screen.getByRole("button", { name: "Cancel the contract" }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Cancel the contract" }));
  await screen.findByText("The contract ends with the period that is paid.");
  expect(router.state.location.search).toBe("?for=acme&done=cancelled");
  expect(askedAbout(server.sent("POST /api/billing/cancel")[0])).toBe("acme");
  expect(askedAbout(server.sent("POST /api/billing/portal")[0])).toBe("acme");

  await user.click(within(screen.getByRole("navigation", { name: "For whom" })).getByRole("link", { name: "Beta" }));
  await waitFor(() => expect(router.state.location.search).toBe("?for=beta"));
  await waitFor(() => expect(server.sent("GET /api/billing/contract").map(askedAbout)).toContain("beta"));
});

test("A change and seats are about the owner of the page", async () => {
  const change = { plan: "large", planName: "Large", interval: "month", isNow: true, due: 3000, credit: 0, currency: "usd", at: "2026-12-01T00:00:00Z", token: 7, lines: [] };
  const server = serveBilling({
    "GET /api/billing/owners": () => json(owners("acme")),
    "GET /api/billing/change": () => json(change),
    "POST /api/billing/change": done,
    "GET /api/billing/seats": () => json({ mode: "fixed", used: 1, reserved: 0, limit: 5, paid: 5 }),
  });
  const { router, unmount } = renderApp("/billing/change?plan=large&interval=month&for=acme", "present");

  await user.click(await screen.findByRole("button", { name: "Change to Large" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/billing"));
  expect(router.state.location.search).toContain("for=acme");
  expect(askedAbout(server.sent("GET /api/billing/change")[0])).toBe("acme");
  expect(askedAbout(server.sent("POST /api/billing/change")[0])).toBe("acme");
  unmount();

  renderApp("/billing/seats?for=acme", "present");
  await screen.findByText("Acme");
  expect(askedAbout(server.sent("GET /api/billing/seats")[0])).toBe("acme");
  expect(screen.getByRole("link", { name: "Back to billing" }).getAttribute("href")).toBe("/billing?for=acme");
});

test("Who has nothing of their own is shown the first whom they may pay for, and is asked before anything is bought", async () => {
  serveBilling({
    "GET /api/billing/owners": () => json(owners(null)),
    "GET /api/billing/contract": () => problem(409, { code: "for_whom", detail: "Choose first for whom you buy." }),
    "POST /api/billing/checkout": () => problem(409, { code: "for_whom", detail: "Choose first for whom you buy." }),
  });
  const { router, unmount } = renderApp("/billing", "present");
  await waitFor(() => expect(router.state.location.search).toBe("?for=acme"));
  unmount();

  renderApp("/pricing", "present");
  const choice = within(await screen.findByRole("navigation", { name: "For whom" }));
  expect(choice.getAllByRole("link").map((link) => link.getAttribute("href"))).toEqual(["/pricing?for=acme", "/pricing?for=beta"]);
  await user.click(await screen.findByRole("button", { name: "Choose Team" }));
  expect((await screen.findByRole("alert")).textContent).toContain("Choose first for whom you buy.");
});

test("Whoever has one account alone reads nothing about others", async () => {
  serveBilling();
  renderApp("/billing", "present");

  await screen.findByText("Your plan is Team.");
  expect(screen.queryByRole("navigation", { name: "For whom" })).toBeNull();
});
