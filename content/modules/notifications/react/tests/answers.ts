import { json, serve } from "#testing";

const ann = {
  userId: "1",
  sessionId: "2",
  name: "Ann",
  email: "ann@example.com",
  isPlatformAdmin: true,
  authenticatedAt: 1,
  termsAreDue: false,
  locale: null,
  timeZone: "Europe/Zurich",
  theme: "dark",
};

export const done = () => new Response(null, { status: 204 });

export const joined = {
  id: "a",
  kind: "sample.joined",
  kindTitle: "New members",
  title: "Ben has joined",
  body: "Say hello.\nHe is new.",
  link: "/about",
  createdAt: "2026-01-31T23:30:00Z",
  readAt: null as string | null,
};

/** The server of a signed-in administrator: what is the same for all tests, and the answers of one. */
export function serveNotifications(answers: Parameters<typeof serve>[0] = {}) {
  return serve({
    "GET /api/auth/session": () => json(ann),
    "GET /api/notifications/unread": () => json({ count: 1 }),
    "GET /api/notifications/items": () => json({ items: [joined], older: false }),
    ...answers,
  });
}

/** What a browser makes of an event stream; a test says what it brings. */
export class FakeEvents extends EventTarget {
  static readonly CLOSED = 2;
  static all: FakeEvents[] = [];

  readyState = 1;

  constructor(readonly url: string) {
    super();
    FakeEvents.all.push(this);
  }

  static get open(): FakeEvents[] {
    return this.all.filter((one) => one.readyState !== this.CLOSED);
  }

  close() {
    this.readyState = FakeEvents.CLOSED;
  }

  bring(count: number) {
    this.dispatchEvent(new MessageEvent("unread", { data: JSON.stringify({ count }) }));
  }

  refuse() {
    this.close();
    this.dispatchEvent(new Event("error"));
  }
}
