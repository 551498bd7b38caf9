import { json, serve } from "#testing";

const owner = "7ea00000-0000-4000-8000-000000000001";
const admin = "7ea00000-0000-4000-8000-000000000002";
const member = "7ea00000-0000-4000-8000-000000000003";

export const ids = { owner, admin, member };

const all = [
  "audit.read", "billing.manage", "members.invite", "members.read", "members.remove", "members.update", "roles.manage", "team.delete", "team.export", "team.transfer", "team.update",
];

export const ann = {
  userId: "1",
  sessionId: "2",
  name: "Ann",
  email: "ann@example.com",
  isPlatformAdmin: false,
  authenticatedAt: 1,
  termsAreDue: false,
  locale: null,
  timeZone: null,
  theme: "dark",
};

export const acme = {
  id: "t1",
  slug: "acme",
  name: "Acme",
  kind: "team",
  state: "active",
  suspendedReason: null as string | null,
  logo: null,
  accentColor: null as string | null,
  allowOtherAddresses: true,
  createdAt: "2026-01-31T12:00:00Z",
  purgeAt: null as string | null,
  membershipId: "m1",
  roleKey: "owner",
  roleName: "Owner",
  permissions: all,
  logoMaxKb: 1024,
  graceDays: 30,
  links: [] as { title: string; path: string }[],
};

export const asMember = { ...acme, roleKey: "member", roleName: "Member", permissions: ["members.read"] };

const mine = (team: { id: string; slug: string; name: string; kind?: string; state?: string; purgeAt?: string | null }) => ({
  kind: "team", state: "active", roleKey: "owner", roleName: "Owner", logo: null, accentColor: null, purgeAt: null, ...team,
});

export const teams = {
  teams: [
    mine({ id: "t0", slug: "ann", name: "Ann", kind: "personal" }),
    mine({ id: "t1", slug: "acme", name: "Acme" }),
    mine({ id: "t2", slug: "beta", name: "Beta" }),
    mine({ id: "t3", slug: "gone", name: "Gone", state: "deleted", purgeAt: "2026-02-28T00:00:00Z" }),
  ],
  canCreate: true,
  reason: null as string | null,
};

const person = (id: string, name: string, roleId: string, roleName: string) => ({
  id, userId: `u-${id}`, name, email: `${name.toLowerCase()}@example.com`, avatar: null, roleId, roleKey: roleName.toLowerCase(), roleName, state: "active", joinedAt: "2026-01-31T12:00:00Z",
  isYou: false, mayChange: true, mayRemove: true,
});

export const members = {
  members: [{ ...person("m1", "Ann", owner, "Owner"), isYou: true, mayRemove: false }, person("m2", "Ben", member, "Member"), { ...person("m3", "Cleo", member, "Member"), state: "disabled" }],
  next: null as string | null,
};

const role = (id: string, name: string, permissions: string[]) => ({ id, key: name.toLowerCase(), name, isBuiltIn: true, permissions, mayGive: true });

export const roles = {
  areOffered: true,
  roles: [role(owner, "Owner", all), role(admin, "Admin", ["members.read", "members.invite"]), role(member, "Member", ["members.read"]), { ...role("r9", "Support", ["audit.read"]), isBuiltIn: false }],
  permissions: [
    { key: "members.read", title: "See who is in the team", isForOwners: false },
    { key: "members.invite", title: "Invite people", isForOwners: false },
    { key: "audit.read", title: "Read the record of changes", isForOwners: false },
    { key: "team.delete", title: "Delete the team", isForOwners: true },
  ],
};

export const invited = {
  teamName: "Acme",
  teamSlug: null as string | null,
  roleName: "Member",
  inviterName: "Ben",
  email: "ann@example.com" as string | null,
  isLink: false,
  hasAccount: true,
  currentEmail: "ann@example.com" as string | null,
  isExpired: false,
  isMember: false,
  allowsOtherAddress: true,
  expiresAt: "2026-02-28T00:00:00Z",
  isForOtherAddress: false,
};

export const done = () => new Response(null, { status: 204 });

/** The module's server: what is the same for all tests, and the answers of one. */
export function serveTeams(answers: Parameters<typeof serve>[0] = {}) {
  return serve({
    "GET /api/auth/settings": () =>
      json({
        registration: "open", password: { minLength: 10, maxLength: 256 }, terms: { version: "2", url: "/terms" }, loginByCode: false, passkeys: false, providers: [], trustedBrowserDays: 30,
        avatarMaxKb: 2048, nameMaxLength: 100, passkeyNameMaxLength: 100,
      }),
    "GET /api/auth/session": () => json(ann),
    "GET /api/auth/reauthenticate": () => json({ isRecent: false, hasPassword: true }),
    "GET /api/teams": () => json(teams),
    "GET /api/teams/acme": () => json(acme),
    "GET /api/teams/beta": () => json({ ...acme, id: "t2", slug: "beta", name: "Beta" }),
    "GET /api/teams/acme/members": () => json(members),
    "GET /api/teams/acme/roles": () => json(roles),
    "GET /api/teams/acme/invitations": () => json({ invitations: [], offersLinks: true, mostAtOnce: 100, next: null }),
    "GET /api/teams/acme/audit": () => json({ entries: [], next: null }),
    ...answers,
  });
}
