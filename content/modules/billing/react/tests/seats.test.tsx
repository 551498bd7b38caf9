import { expect, test } from "vitest";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { json, problem, renderApp } from "#testing";
import { contract, done, serveBilling } from "./answers";

const user = userEvent.setup();
const seats = { mode: "fixed" as string | null, used: 4, reserved: 1, limit: 5 as number | null, paid: 5 as number | null };
const preview = { seats: 7, present: 5, due: 1234, currency: "usd", renewsAt: "2026-12-31T23:30:00Z", token: 99 };

test("Seats are bought for the price that was shown", async () => {
  const server = serveBilling({
    "GET /api/billing/seats": () => json(seats),
    "GET /api/billing/seats/preview": () => json(preview),
    "POST /api/billing/seats": done,
  });
  const { router } = renderApp("/billing/seats", "present");

  await screen.findByText("4 of 5 seats are taken.");
  expect(screen.getByText("1 more waits for somebody who is invited.")).toBeTruthy();
  const number = screen.getByRole("textbox", { name: "Number of seats" });
  await user.clear(number);
  await user.type(number, "7");
  await user.click(screen.getByRole("button", { name: "Show what it costs" }));
  expect(await screen.findByText("12.34 USD")).toBeTruthy();
  expect(screen.getByText("7 instead of 5")).toBeTruthy();
  expect(new URL(server.sent("GET /api/billing/seats/preview")[0]?.url ?? "").searchParams.get("seats")).toBe("7");

  await user.click(screen.getByRole("button", { name: "Change to 7 seats" }));
  await waitFor(() => expect(router.state.location.pathname + router.state.location.search).toBe("/billing?done=seats"));
  expect(await server.sent("POST /api/billing/seats")[0]?.json()).toEqual({ seats: 7, token: 99 });
});

test("Fewer seats count from the renewal on; a number that cannot be had is refused in the server's words", async () => {
  serveBilling({
    "GET /api/billing/seats": () => json(seats),
    "GET /api/billing/seats/preview": [problem(409, { code: "seats_in_use", detail: "5 seats are in use." }), json({ ...preview, seats: 5, present: 6, due: 0 })],
  });
  renderApp("/billing/seats", "present");

  await user.click(await screen.findByRole("button", { name: "Show what it costs" }));
  expect((await screen.findByRole("alert")).textContent).toContain("5 seats are in use.");
  await user.click(screen.getByRole("button", { name: "Show what it costs" }));
  expect(await screen.findByText("From 2027-01-01 on you pay for 5 seats. Until then you keep those that are paid.")).toBeTruthy();
});

test("Seats that follow the members, and those of others, are only shown", async () => {
  serveBilling({ "GET /api/billing/seats": () => json({ ...seats, mode: "auto", limit: null, reserved: 0 }) });
  const { unmount } = renderApp("/billing/seats", "present");
  expect(await screen.findByText("4 members")).toBeTruthy();
  expect(screen.getByText(/^The number of seats follows your members\./)).toBeTruthy();
  unmount();

  serveBilling({ "GET /api/billing/seats": () => json(seats), "GET /api/billing/contract": () => json({ ...contract, mayManage: false }) });
  renderApp("/billing/seats", "present");
  await screen.findByText("4 of 5 seats are taken.");
  expect(screen.queryByRole("button", { name: "Show what it costs" })).toBeNull();
});
