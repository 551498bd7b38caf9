import { beforeEach, expect, test, vi } from "vitest";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { json, problem, renderApp } from "#testing";
import { done, FakeEvents, serveNotifications } from "./answers";

const user = userEvent.setup();
const message = {
  id: "m1",
  kind: "sample.joined",
  to: "ann@example.com",
  subject: "Ben has joined",
  state: "bounced",
  reason: "The server refused it.",
  attempts: 2,
  provider: "postmark",
  queuedAt: "2026-01-31T23:30:00Z",
  sentAt: null,
};

beforeEach(() => {
  FakeEvents.all = [];
  vi.stubGlobal("EventSource", FakeEvents);
});

test("What is looked for stands in the address and is asked of the server", async () => {
  const server = serveNotifications({ "GET /api/notifications/log": [json({ items: [message], older: true }), json({ items: [], older: false })] });
  const { router } = renderApp("/notifications/log", "present");

  await screen.findByRole("link", { name: "Ben has joined" });
  expect(screen.getByRole("link", { name: "Older messages" }).getAttribute("href")).toBe("/notifications/log?before=m1");
  await user.selectOptions(screen.getByLabelText("State"), "Bounced");
  await user.type(screen.getByLabelText("Kind"), "auth.");
  await user.click(screen.getByRole("button", { name: "Show" }));

  await screen.findByText("No message fits.");
  expect(router.state.location.search).toBe("?state=bounced&kind=auth.");
  expect(new URL(server.sent("GET /api/notifications/log").at(-1)?.url ?? "").search).toContain("state=bounced&kind=auth.");
});

test("A message is sent again and leads to the new one", async () => {
  const events = [{ type: "bounced", at: "2026-02-01T00:00:00Z", detail: "550 5.1.1" }];
  serveNotifications({
    "GET /api/notifications/log/m1": () => json({ message, events, whyNotResent: null }),
    "GET /api/notifications/log/m2": () => json({ message: { ...message, id: "m2", state: "queued", reason: null }, events: [], whyNotResent: "This message is still on its way." }),
    "POST /api/notifications/log/m1/resend": json({ id: "m2" }),
  });
  const { router } = renderApp("/notifications/log/m1", "present");

  const report = within(await screen.findByRole("row", { name: /550 5.1.1/ }));
  expect(report.getByText("Bounced")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Send again" }));

  await screen.findByText("It is queued once more: this is the new message.");
  expect(router.state.location.pathname).toBe("/notifications/log/m2");
  await screen.findByText("This message is still on its way.");
  expect(screen.queryByRole("button", { name: "Send again" })).toBeNull();
});

test("A refusal to send again stays on the page", async () => {
  serveNotifications({
    "GET /api/notifications/log/m1": () => json({ message, events: [], whyNotResent: null }),
    "POST /api/notifications/log/m1/resend": problem(409, { code: "unsubscribed", detail: "The recipient wants no messages of this kind any more, so it is not sent again." }),
  });
  const { router } = renderApp("/notifications/log/m1", "present");

  await user.click(await screen.findByRole("button", { name: "Send again" }));
  expect((await screen.findByRole("alert")).textContent).toContain("wants no messages of this kind");
  expect(router.state.location.pathname).toBe("/notifications/log/m1");
});

test("A suppressed address is removed once a dialog has made sure", async () => {
  const one = { id: "s1", address: "gone@example.com", reason: "hard_bounce", reasonInWords: "The address does not exist", source: "postmark", at: "2026-01-31T23:30:00Z" };
  const server = serveNotifications({
    "GET /api/notifications/suppressions": [json({ items: [one], older: false }), json({ items: [], older: false })],
    "DELETE /api/notifications/suppressions/s1": done,
  });
  renderApp("/notifications/suppressions", "present");

  await user.click(await screen.findByRole("button", { name: "Remove gone@example.com" }));
  expect(server.sent("DELETE /api/notifications/suppressions/s1")).toHaveLength(0);
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Remove gone@example.com" }));
  await screen.findByText("The address is written to again.");
  await waitFor(() => expect(screen.getByText("No address fits.")).toBeTruthy());
});
