import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { json, problem, renderApp } from "#testing";
import { done, FakeEvents, joined, serveNotifications } from "./answers";

const user = userEvent.setup();
const read = { ...joined, readAt: "2026-02-01T00:00:00Z" };

beforeEach(() => {
  FakeEvents.all = [];
  vi.stubGlobal("EventSource", FakeEvents);
});

afterEach(() => vi.unstubAllGlobals());

test("The list says what is new, in the user's time, and marks one as read", async () => {
  const server = serveNotifications({
    "GET /api/notifications/items": [json({ items: [joined], older: false }), json({ items: [read], older: false })],
    "GET /api/notifications/unread": [json({ count: 1 }), json({ count: 0 })],
    "POST /api/notifications/items/a/read": done,
  });
  renderApp("/notifications", "present");

  const row = within(await screen.findByRole("row", { name: /Ben has joined/ }));
  expect(row.getByText("New")).toBeTruthy();
  expect(row.getByText("2026-02-01 00:30")).toBeTruthy();
  expect(row.getByText("He is new.")).toBeTruthy();
  await screen.findByText("1 is new.");
  await user.click(screen.getByRole("button", { name: "Mark as read Ben has joined" }));

  await screen.findByText("The notification is marked as read.");
  await screen.findByText("You have read everything.");
  expect(screen.queryByRole("button", { name: /Mark/ })).toBeNull();
  expect(server.sent("POST /api/notifications/items/a/read")[0]?.headers.get("X-CSRF-TOKEN")).toBe("token-1");
});

test("One is opened: it is marked as read and leads to what it is about", async () => {
  const server = serveNotifications({ "POST /api/notifications/items/a/read": done });
  const { router } = renderApp("/notifications", "present");

  await user.click(await screen.findByRole("button", { name: "Open Ben has joined" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/about"));
  expect(server.sent("POST /api/notifications/items/a/read")).toHaveLength(1);
});

test("One that is gone is refused in the server's words, and all are marked at once", async () => {
  const server = serveNotifications({
    "POST /api/notifications/items/a/read": problem(404, { detail: "There is no such notification, or no longer. Reload the page." }),
    "POST /api/notifications/read-all": done,
  });
  renderApp("/notifications", "present");

  await user.click(await screen.findByRole("button", { name: "Mark as read Ben has joined" }));
  expect((await screen.findByRole("alert")).textContent).toContain("There is no such notification");
  await user.click(screen.getByRole("button", { name: "Mark all as read" }));
  await screen.findByText("All notifications are marked as read.");
  expect(server.sent("POST /api/notifications/read-all")).toHaveLength(1);
});

test("The number in the navigation follows the server, by one connection, and the list with it", async () => {
  let unread = 1;
  serveNotifications({
    "GET /api/notifications/items": [json({ items: [joined], older: false }), json({ items: [joined, { ...joined, id: "b", title: "Carl has joined" }], older: false })],
    // The page may ask once more when it has come, after the event: a server says the same both ways.
    "GET /api/notifications/unread": () => json({ count: unread }),
  });
  const bring = (count: number) => {
    unread = count;
    act(() => FakeEvents.open[0]?.bring(count));
  };
  renderApp("/notifications", "present");

  await screen.findByRole("link", { name: /^Notifications\s1 new$/ });
  await waitFor(() => expect(FakeEvents.open).toHaveLength(1));
  expect(FakeEvents.open[0]?.url).toBe("/api/notifications/stream");
  bring(2);
  await screen.findByRole("link", { name: /^Notifications\s2 new$/ });
  await screen.findByRole("row", { name: /Carl has joined/ });
  bring(0);
  await screen.findByRole("link", { name: "Notifications" });
  bring(1234);
  await screen.findByRole("link", { name: /^Notifications\s99\+ new$/ });
});

test("A connection that is refused is tried again after a minute, and none is open while nobody looks", async () => {
  serveNotifications();
  renderApp("/notifications", "present");
  await waitFor(() => expect(FakeEvents.open).toHaveLength(1));

  vi.useFakeTimers();
  try {
    FakeEvents.open[0]?.refuse();
    expect(FakeEvents.open).toHaveLength(0);
    vi.advanceTimersByTime(59_000);
    expect(FakeEvents.open).toHaveLength(0);
    vi.advanceTimersByTime(1_000);
    expect(FakeEvents.open).toHaveLength(1);
  } finally {
    vi.useRealTimers();
  }

  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  document.dispatchEvent(new Event("visibilitychange"));
  expect(FakeEvents.open).toHaveLength(0);
  hidden.mockReturnValue(false);
  document.dispatchEvent(new Event("visibilitychange"));
  expect(FakeEvents.open).toHaveLength(1);
  hidden.mockRestore();
});

test("Who is not signed in has no connection", async () => {
  serveNotifications({ "GET /api/notifications/unsubscribe": problem(400, { code: "link_void", detail: "This link is not good, or too old." }) });
  renderApp("/unsubscribe?token=x", "none");

  expect((await screen.findByText("This link is not good, or too old.")).closest("[role=status]")).toBeTruthy();
  expect(FakeEvents.all).toHaveLength(0);
  expect(screen.queryByRole("button", { name: "Unsubscribe" })).toBeNull();
});

test("Choices are sent as they were made; what is always sent cannot be chosen", async () => {
  const kinds = [
    { kind: "notifications.digest", title: "The daily digest", description: "One e-mail a day.", isTransactional: false, mayBeDigested: false, email: "on", inApp: null },
    { kind: "sample.joined", title: "New members", description: null, isTransactional: false, mayBeDigested: true, email: "on", inApp: true },
    { kind: "sample.locked", title: "Locked account", description: null, isTransactional: true, mayBeDigested: true, email: "on", inApp: true },
  ];
  const server = serveNotifications({ "GET /api/notifications/preferences": () => json({ kinds, digestHour: 8, isUnreachable: false }), "PUT /api/notifications/preferences": done });
  renderApp("/account/notifications", "present");

  const group = within(await screen.findByRole("group", { name: "New members by e-mail" }));
  expect(within(screen.getByRole("group", { name: "The daily digest by e-mail" })).queryByLabelText("In the daily digest")).toBeNull();
  expect(screen.queryByRole("group", { name: /Locked account/ })).toBeNull();
  expect(screen.getByText("Locked account").closest("li")).toBeTruthy();
  await user.click(group.getByLabelText("In the daily digest"));
  await user.click(screen.getByLabelText("Show here: New members"));
  await user.click(screen.getByRole("button", { name: "Save" }));

  await screen.findByText("Saved.");
  expect(await server.sent("PUT /api/notifications/preferences")[0]?.json()).toEqual({
    kinds: [
      { kind: "notifications.digest", email: "on", inApp: null },
      { kind: "sample.joined", email: "digest", inApp: false },
    ],
  });
});

test("Who cannot be reached by e-mail is told", async () => {
  serveNotifications({ "GET /api/notifications/preferences": () => json({ kinds: [], digestHour: 8, isUnreachable: true }) });
  renderApp("/account/notifications", "present");

  await screen.findByText(/^We cannot reach your e-mail address: mail to it came back\./);
});

test("Somebody unsubscribes without a login", async () => {
  const server = serveNotifications({
    "GET /api/notifications/unsubscribe": [json({ kind: "sample.joined", title: "New members", isUnsubscribed: false }), json({ kind: "sample.joined", title: "New members", isUnsubscribed: true })],
    "POST /api/notifications/unsubscribe": done,
  });
  renderApp("/unsubscribe?token=abc", "none");

  await user.click(await screen.findByRole("button", { name: "Unsubscribe" }));
  await screen.findByText("You are unsubscribed. Nothing of this kind is sent to you any more.");
  await screen.findByText("No e-mails of the kind “New members” are sent to you.");
  expect(await server.sent("POST /api/notifications/unsubscribe")[0]?.json()).toEqual({ token: "abc" });
});
