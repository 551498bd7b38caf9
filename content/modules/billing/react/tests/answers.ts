import { json, serve } from "#testing";

const ann = {
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

const plan = { description: "", points: [] as string[], isFree: false, features: [], limits: {}, trialDays: null as number | null, trialNeedsCard: false, isPerMember: false };

export const plans = {
  currency: "usd",
  plans: [
    { ...plan, key: "free", name: "Free", isFree: true, prices: [] },
    {
      ...plan,
      key: "team",
      name: "Team",
      description: "For teams",
      points: ["50 projects"],
      trialDays: 14,
      isPerMember: true,
      prices: [
        { interval: "month", currency: "usd", amount: 1900 },
        { interval: "year", currency: "usd", amount: 19_000 },
        { interval: "month", currency: "jpy", amount: 2900 },
      ],
    },
    { ...plan, key: "large", name: "Large", prices: [{ interval: "month", currency: "usd", amount: 490_000 }] },
  ],
  oneOffs: [{ ...plan, key: "pack", name: "Pack", points: ["20 projects more"], prices: [{ interval: "once", currency: "usd", amount: 4900 }] }],
};

export const subscription = {
  status: "active",
  interval: "month",
  quantity: 1,
  unitAmount: 1900,
  currency: "usd",
  trialEnd: null as string | null,
  currentPeriodEnd: "2026-12-31T23:30:00Z",
  cancelAtPeriodEnd: false,
  scheduledPlan: null as string | null,
  pausedFrom: null as string | null,
  resumesAt: null as string | null,
  discount: null as string | null,
  discountEndsAt: null as string | null,
};

/** Of somebody who has the plan Team. */
export const contract = {
  plan: "team",
  planName: "Team",
  access: "full",
  notice: "none",
  accessUntil: null as string | null,
  isConfigured: true,
  mayManage: true,
  hasCustomer: true,
  suspendedReason: null as string | null,
  currency: "usd" as string | null,
  subscription: subscription as typeof subscription | null,
  invoices: [{ number: "A-1", createdAt: "2026-11-30T23:30:00Z", status: "paid", total: 1900, tax: 317, currency: "usd", hostedUrl: "https://pay.example/a1", pdfUrl: "https://pay.example/a1.pdf", amountRefunded: 0, hasFailedRefund: false, isDisputed: false }],
  purchases: [] as { key: string; name: string; purchasedAt: string; amount: number; currency: string; isRefunded: boolean }[],
  taxIds: null as string | null,
};

/** Of somebody who pays nothing. */
export const free = { ...contract, plan: "free", planName: "Free", access: "free", hasCustomer: false, currency: null, subscription: null, invoices: [] };

/** Of somebody who has one account alone. */
const alone = { current: null as { key: string; name: string } | null, choices: [] as { key: string; name: string }[] };

const acme = { key: "acme", name: "Acme" };
const beta = { key: "beta", name: "Beta" };

/** Of somebody who may pay for two teams, asked about one of them. */
export const owners = (key: string | null) => ({ current: [acme, beta].find((one) => one.key === key) ?? null, choices: [acme, beta] });

/** The server of a signed-in owner: what is the same for all tests, and the answers of one. */
export function serveBilling(answers: Parameters<typeof serve>[0] = {}) {
  return serve({
    "GET /api/auth/session": () => json(ann),
    "GET /api/notifications/unread": () => json({ count: 0 }),
    "GET /api/billing/plans": () => json(plans),
    "GET /api/billing/owners": () => json(alone),
    "GET /api/billing/contract": () => json(contract),
    "GET /api/billing/usage": () => json([]),
    "GET /api/billing/pause": () => json({ most: 0 }),
    ...answers,
  });
}

/** The server of somebody who runs the site. */
export const serveAdministrator = (answers: Parameters<typeof serve>[0] = {}) => serveBilling({ "GET /api/auth/session": () => json({ ...ann, isPlatformAdmin: true }), ...answers });
