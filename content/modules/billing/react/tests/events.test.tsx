import { expect, test } from "vitest";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { json, problem, renderApp } from "#testing";
import { done, serveAdministrator } from "./answers";

const user = userEvent.setup();
const event = {
  id: "evt_1",
  type: "invoice.paid",
  customerId: "cus_1" as string | null,
  state: "failed",
  attempts: 12,
  reason: "Stripe could not be reached." as string | null,
  liveMode: false,
  createdAt: "2026-01-31T23:29:00Z",
  receivedAt: "2026-01-31T23:30:00Z",
  handledAt: null as string | null,
};

/** Presses a button, and the one of the dialog that it opens. */
async function pressTwice(name: string, again = name) {
  await user.click(await screen.findByRole("button", { name }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: again }));
}

test("What is looked for stands in the address and is asked of the server", async () => {
  const server = serveAdministrator({ "GET /api/billing/events": [json({ items: [event], older: false }), json({ items: [{ ...event, id: "evt_2", customerId: null }], older: true })] });
  const { router } = renderApp("/billing/events", "present");

  const row = within(await screen.findByRole("row", { name: /^evt_1/ }));
  expect(row.getByRole("link", { name: "evt_1" }).getAttribute("href")).toBe("/billing/events/evt_1");
  expect(row.getByText("Given up")).toBeTruthy();
  expect(row.getByText("2026-02-01 00:30")).toBeTruthy();
  expect(screen.queryByRole("link", { name: "Older events" })).toBeNull();
  await user.selectOptions(screen.getByLabelText("State"), "Given up");
  await user.type(screen.getByLabelText("Customer"), " cus_1 ");
  await user.click(screen.getByRole("button", { name: "Show" }));

  await screen.findByRole("row", { name: /^evt_2/ });
  expect(router.state.location.search).toBe("?state=failed&customer=cus_1");
  expect(new URL(server.sent("GET /api/billing/events").at(-1)?.url ?? "").search).toBe("?state=failed&customer=cus_1&take=50");
  expect(screen.getByRole("link", { name: "Older events" }).getAttribute("href")).toBe("/billing/events?state=failed&customer=cus_1&before=evt_2");
});

test("The list goes on after the event that the address names", async () => {
  const server = serveAdministrator({ "GET /api/billing/events": () => json({ items: [], older: false }) });
  renderApp("/billing/events?before=evt_2", "present");

  await screen.findByText("No event fits.");
  expect(new URL(server.sent("GET /api/billing/events")[0]?.url ?? "").searchParams.get("before")).toBe("evt_2");
});

test("A state that there is none of is not asked for", async () => {
  const server = serveAdministrator();
  renderApp("/billing/events?state=toString", "present");

  await screen.findByText("There is no such state. Choose one from the list.");
  expect(server.sent("GET /api/billing/events")).toHaveLength(0);
});

test("All events that were given up are replayed once a dialog has made sure", async () => {
  const server = serveAdministrator({
    "GET /api/billing/events": [json({ items: [event], older: false }), json({ items: [{ ...event, state: "pending" }], older: false })],
    "POST /api/billing/events/replay": json({ count: 3 }),
  });
  const { router } = renderApp("/billing/events?state=failed", "present");

  await user.click(await screen.findByRole("button", { name: "Replay all that were given up" }));
  await screen.findByRole("dialog");
  expect(server.sent("POST /api/billing/events/replay")).toHaveLength(0);
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await pressTwice("Replay all that were given up");

  await screen.findByText("Events that are handled once more: 3.");
  expect(router.state.location.search).toBe("?replayed=3");
  expect(within(screen.getByRole("row", { name: /^evt_1/ })).getByText("Waits")).toBeTruthy();
});

test("An event is shown with its body as it came, and replayed", async () => {
  const payload = '{"id":"evt_1","api_version":"2025-09-30","text":"<b>no markup</b>"}';
  const server = serveAdministrator({
    "GET /api/billing/events/evt_1": [json({ event, apiVersion: "2025-09-30", payload }), json({ event: { ...event, state: "pending", reason: null }, apiVersion: "2025-09-30", payload })],
    "POST /api/billing/events/evt_1/replay": [problem(404, { code: "no_such_event", detail: "There is no such event here. Send it again from Stripe's dashboard." }), done()],
  });
  renderApp("/billing/events/evt_1", "present");

  await screen.findByText(payload);
  expect([...document.querySelectorAll("dl.facts > div")].map((pair) => pair.textContent)).toEqual([
    "Idevt_1",
    "Customercus_1",
    "StateGiven up",
    "ReasonStripe could not be reached.",
    "Attempts12",
    "ModeTest",
    "Version2025-09-30",
    "Happened2026-02-01 00:29",
    "Received2026-02-01 00:30",
  ]);
  await pressTwice("Replay");
  expect((await screen.findByRole("alert")).textContent).toContain("There is no such event here.");
  await pressTwice("Replay");
  await screen.findByText("The event is handled once more, within some seconds.");
  expect(screen.getByText("Waits")).toBeTruthy();
  expect(server.sent("POST /api/billing/events/evt_1/replay")).toHaveLength(2);
});

test("The provider is asked what differs when somebody wants to know, and taken over once a dialog has made sure", async () => {
  const server = serveAdministrator({
    "GET /api/billing/drift": [json([{ accountId: "a1", what: "sub_1 status", ours: "Active", theirs: "Canceled" }]), json([])],
    "POST /api/billing/reconcile": [json({ done: 2, failures: [] }), json({ done: 1, failures: ["Stripe could not be reached.", "Stripe could not be reached."] })],
  });
  renderApp("/billing/drift", "present");

  const compare = await screen.findByRole("button", { name: "Compare now" });
  expect(server.sent("GET /api/billing/drift")).toHaveLength(0);
  await user.click(compare);
  const row = within(await screen.findByRole("row", { name: /^sub_1 status/ }));
  expect(row.getByText("Active")).toBeTruthy();
  expect(row.getByText("Canceled")).toBeTruthy();
  expect(row.getByRole("link", { name: "Account of sub_1 status" }).getAttribute("href")).toBe("/billing/accounts/a1");

  await user.click(screen.getByRole("button", { name: "Take over what the provider has" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Take over what the payment provider has, for all customers?" }));
  expect(server.sent("POST /api/billing/reconcile")).toHaveLength(0);
  await user.click(dialog.getByRole("button", { name: "Take over what the provider has" }));
  await screen.findByText("Customers that were taken over: 2.");
  expect(screen.queryByRole("row", { name: /^sub_1 status/ })).toBeNull();

  await user.click(compare);
  await screen.findByText("Nothing differs.");
  await pressTwice("Take over what the provider has");
  expect((await screen.findByRole("alert")).textContent).toBe("Customers that were taken over: 1. Others could not be compared: Stripe could not be reached. Try again in a few minutes.");
  expect(screen.queryByText("Nothing differs.")).toBeNull();
});

test("A provider that does not answer is told apart from one that has nothing else", async () => {
  serveAdministrator({ "GET /api/billing/drift": problem(503, { code: "provider_away", detail: "The payment provider does not answer." }) });
  renderApp("/billing/drift", "present");

  await user.click(await screen.findByRole("button", { name: "Compare now" }));
  expect((await screen.findByRole("alert")).textContent).toContain("The payment provider does not answer.");
  expect(screen.queryByText("Nothing differs.")).toBeNull();
});

test("A use that was given up is sent again once a dialog has warned, and one that is not given up any more says so", async () => {
  const use = { id: "u1", accountId: "a1", meter: "calls", quantity: 4, at: "2026-01-31T23:30:00Z", givenUpAt: "2026-02-01T00:00:00Z", reason: "No meter of this name." };
  const server = serveAdministrator({
    "GET /api/billing/usage/failed": [json([use]), json([])],
    "POST /api/billing/usage/u1/replay": [problem(404, { code: "no_such_usage", detail: "This use is not given up, or not any more. Reload the page." }), done()],
  });
  renderApp("/billing/usage", "present");

  const row = within(await screen.findByRole("row", { name: /^calls/ }));
  expect(row.getByText("No meter of this name.")).toBeTruthy();
  expect(row.getByRole("link", { name: "Account that used calls at 2026-02-01 00:30" }).getAttribute("href")).toBe("/billing/accounts/a1");
  const name = "Send again calls of 2026-02-01 00:30";
  await user.click(screen.getByRole("button", { name }));
  const dialog = within(await screen.findByRole("dialog", { name: "Send it once more?" }));
  expect(dialog.getByText("It counts twice if the provider has it already.")).toBeTruthy();
  expect(server.sent("POST /api/billing/usage/u1/replay")).toHaveLength(0);
  await user.click(dialog.getByRole("button", { name }));
  expect((await screen.findByRole("alert")).textContent).toContain("This use is not given up");

  await pressTwice(name);
  await screen.findByText("It is sent once more, within some seconds.");
  expect(await screen.findByText("All that was used is told, or waits its turn.")).toBeTruthy();
});
