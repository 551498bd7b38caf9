import { json, serve } from "#testing";

const settings = {
  registration: "open",
  password: { minLength: 10, maxLength: 256 },
  terms: { version: "2", url: "/terms" },
  loginByCode: true,
  passkeys: true,
  providers: [{ name: "google", displayName: "Google" }],
  trustedBrowserDays: 30,
  avatarMaxKb: 2048,
  nameMaxLength: 100,
  passkeyNameMaxLength: 100,
};

export const ann = {
  userId: "1",
  sessionId: "2",
  name: "Ann",
  email: "ann@example.com",
  isPlatformAdmin: false,
  authenticatedAt: 1,
  termsAreDue: false,
  locale: null,
  timeZone: "Europe/Zurich",
  theme: "dark",
};

export const done = () => new Response(null, { status: 204 });

/** The module's server: what is the same for all tests, and the answers of one. */
export function serveAuth(answers: Parameters<typeof serve>[0] = {}) {
  return serve({
    "GET /api/auth/settings": () => json(settings),
    "GET /api/auth/session": () => json(ann),
    "GET /api/auth/reauthenticate": () => json({ isRecent: false, hasPassword: true }),
    "GET /api/auth/start": () => json({ name: "Ann", attention: [] }),
    "GET /api/auth/security-events": () => json([]),
    "GET /api/auth/change-email": () => json({ email: ann.email, pending: null }),
    "GET /api/auth/profile": () => json({ id: "1", email: ann.email, name: "Ann", locale: null, timeZone: null, theme: "dark", avatar: null }),
    ...answers,
  });
}
