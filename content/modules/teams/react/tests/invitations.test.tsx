import { expect, test, vi } from "vitest";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { json, problem, renderApp } from "#testing";
import { done, ids, invited, serveTeams } from "./answers";

const user = userEvent.setup();
const view = "POST /api/teams/invitations/view";
const joined = () => json({ slug: "acme", teamName: "Acme", wasMember: false });

test("Many are invited at once, and of each that was not the page says why", async () => {
  const outcomes = [
    { email: "b@example.com", outcome: "sent", invitationId: "1" },
    { email: "c@example.com", outcome: "sent", invitationId: "2" },
    { email: "ann@example.com", outcome: "already_member", invitationId: null },
    { email: "oops", outcome: "invalid", invitationId: null },
  ];
  const server = serveTeams({ "POST /api/teams/acme/invitations": json({ sent: 2, outcomes }) });
  renderApp("/t/acme/invitations", "present");

  const emails = await screen.findByLabelText<HTMLTextAreaElement>("E-mail addresses");
  await user.type(emails, "b@example.com, c@example.com{Enter}ann@example.com oops");
  await user.click(screen.getByRole("button", { name: "Invite" }));
  await screen.findByText("2 of 4 were invited.");
  screen.getByText("Is a member already");
  screen.getByText("Is no e-mail address");
  expect(emails.value).toBe("oops");
  expect(await server.sent("POST /api/teams/acme/invitations")[0]?.json()).toEqual({ emails: "b@example.com, c@example.com\nann@example.com oops", roleId: ids.member });
});

test("When all are invited the form is empty for the next ones", async () => {
  serveTeams({ "POST /api/teams/acme/invitations": json({ sent: 1, outcomes: [{ email: "b@example.com", outcome: "sent", invitationId: "1" }] }) });
  renderApp("/t/acme/invitations", "present");

  const emails = await screen.findByLabelText<HTMLTextAreaElement>("E-mail addresses");
  await user.type(emails, "b@example.com");
  await user.click(screen.getByRole("button", { name: "Invite" }));
  await screen.findByText("The invitation is on its way.");
  expect(emails.value).toBe("");
});

test("To invite an owner asks for the password where that is long ago", async () => {
  const server = serveTeams({
    "POST /api/teams/acme/invitations": [
      problem(403, { code: "reauthentication_required", detail: "Please confirm with your password that it is you." }),
      json({ sent: 1, outcomes: [{ email: "b@example.com", outcome: "sent", invitationId: "1" }] }),
    ],
    "POST /api/auth/reauthenticate": done(),
  });
  renderApp("/t/acme/invitations", "present");

  await user.type(await screen.findByLabelText("E-mail addresses"), "b@example.com");
  await user.click(screen.getByRole("button", { name: "Invite" }));
  const proof = within(await screen.findByRole("dialog", { name: "Is it you?" }));
  await user.type(await proof.findByLabelText("Password"), "a quiet river bends");
  await user.click(proof.getByRole("button", { name: "Confirm" }));
  await screen.findByText("The invitation is on its way.");
  expect(server.sent("POST /api/teams/acme/invitations")).toHaveLength(2);
});

test("A limit keeps what was typed and stands at the field", async () => {
  const limit = "These are 10,000 addresses; no more than 100 can be invited at once. Nobody was invited: send fewer, in several steps.";
  serveTeams({ "POST /api/teams/acme/invitations": problem(400, { code: "too_many_at_once", errors: { emails: [limit] } }) });
  renderApp("/t/acme/invitations", "present");

  const emails = await screen.findByLabelText<HTMLTextAreaElement>("E-mail addresses");
  await user.type(emails, "b@example.com");
  await user.click(screen.getByRole("button", { name: "Invite" }));
  await screen.findByText(limit);
  expect(emails.getAttribute("aria-invalid")).toBe("true");
  expect(emails.value).toBe("b@example.com");
});

test("A link makes no owners, and is shown once", async () => {
  const server = serveTeams({ "POST /api/teams/acme/invitations/links": json({ invitationId: "9", url: "https://example.com/invitations/abc", expiresAt: "2026-02-28T00:00:00Z" }) });
  renderApp("/t/acme/invitations", "present");

  const role = await screen.findByLabelText<HTMLSelectElement>("Role of those who join");
  expect([...role.options].map((option) => option.text)).toEqual(["Admin", "Member", "Support"]);
  await user.type(screen.getByLabelText("How many may join"), "5");
  await user.click(screen.getByRole("button", { name: "Make a link" }));
  await screen.findByText("https://example.com/invitations/abc");
  expect(await server.sent("POST /api/teams/acme/invitations/links")[0]?.json()).toEqual({ roleId: ids.member, maxUses: 5 });
});

test("An invitation is sent again and taken back; a link is not mailed", async () => {
  const one = {
    id: "i1", email: "b@example.com", isLink: false, roleId: ids.member, roleName: "Member", invitedBy: "Ann", state: "pending", createdAt: "2026-01-31T12:00:00Z", expiresAt: "2026-02-07T12:00:00Z",
    lastSentAt: "2026-01-31T12:00:00Z", uses: 0, maxUses: null, mayHandle: true,
  };
  const link = { ...one, id: "i2", email: null, isLink: true, uses: 2, maxUses: 5 };
  serveTeams({
    "GET /api/teams/acme/invitations": () => json({ invitations: [one, link], offersLinks: true, mostAtOnce: 100 }),
    "POST /api/teams/acme/invitations/i1/resend": done(),
    "DELETE /api/teams/acme/invitations/i2": done(),
  });
  renderApp("/t/acme/invitations", "present");

  await screen.findByText("2 joined of 5");
  expect(screen.getAllByRole("button", { name: /^Send again/ })).toHaveLength(1);
  await user.click(screen.getByRole("button", { name: "Send again to b@example.com" }));
  await screen.findByText("The invitation is sent again, with a new link.");
  await user.click(screen.getByRole("button", { name: "Take back the invitation of Link" }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Take back the invitation of Link" }));
  await screen.findByText("The invitation is taken back.");
});

test("Looking at an invitation accepts nothing; the button does", async () => {
  const server = serveTeams({ [view]: () => json(invited), "POST /api/teams/invitations/accept": joined() });
  const { router } = renderApp("/invitations/secret", "present");

  await screen.findByText("Ben invited ann@example.com to work in this team, with the role Member.");
  expect(server.sent("POST /api/teams/invitations/accept")).toHaveLength(0);
  await user.click(screen.getByRole("button", { name: "Join the team" }));
  await screen.findByText("You have joined the team.");
  expect(router.state.location.pathname).toBe("/t/acme");
  expect(await server.sent("POST /api/teams/invitations/accept")[0]?.json()).toEqual({ token: "secret", asOther: false });
  expect(server.requests.filter((request) => request.url.includes("secret"))).toHaveLength(0);
});

test("Who is logged in with another address sees both, and joins as the one that they have", async () => {
  const server = serveTeams({ [view]: () => json({ ...invited, email: "work@example.com", isForOtherAddress: true }), "POST /api/teams/invitations/accept": joined() });
  renderApp("/invitations/secret", "present");

  const both = (await screen.findByText("work@example.com", { selector: "strong" })).parentElement;
  expect(both?.textContent).toBe("The invitation was sent to work@example.com, and you are logged in as ann@example.com.");
  await user.click(screen.getByRole("button", { name: "Join as ann@example.com" }));
  await screen.findByText("You have joined the team.");
  expect(await server.sent("POST /api/teams/invitations/accept")[0]?.json()).toEqual({ token: "secret", asOther: true });
});

test("Who would rather go on as the invited address is logged out and comes back", async () => {
  const assign = vi.fn();
  const server = serveTeams({ [view]: () => json({ ...invited, email: "work@example.com", isForOtherAddress: true, allowsOtherAddress: false }), "POST /api/auth/logout": done() });
  renderApp("/invitations/secret", "present");

  await screen.findByText("This team takes only those in whose address it has invited.");
  expect(screen.queryByRole("button", { name: /^Join/ })).toBeNull();
  vi.stubGlobal("location", { origin: window.location.origin, assign });
  await user.click(screen.getByRole("button", { name: "Log out and go on as work@example.com" }));
  await waitFor(() => expect(assign).toHaveBeenCalledWith("/invitations/secret"));
  expect(server.sent("POST /api/auth/logout")).toHaveLength(1);
});

test("A new person signs up with the invited address and is in the team", async () => {
  const server = serveTeams({
    [view]: () => json({ ...invited, hasAccount: false, currentEmail: null }),
    "POST /api/teams/invitations/sign-up": [problem(400, { code: "terms_not_accepted", errors: { acceptTerms: ["Please agree to the terms."] } }), joined()],
  });
  const { router } = renderApp("/invitations/secret", "none");

  await screen.findByText("Choose a password to make your account with the address ann@example.com.");
  await user.type(screen.getByLabelText("Name"), "Ann");
  await user.type(screen.getByLabelText("Password"), "a quiet river bends");
  await user.click(screen.getByRole("button", { name: "Sign up and join" }));
  await screen.findByText("Please agree to the terms.");
  await user.click(screen.getByLabelText("I agree to the terms"));
  await user.click(screen.getByRole("button", { name: "Sign up and join" }));
  await screen.findByText("You have joined the team.");
  expect(router.state.location.pathname).toBe("/t/acme");
  expect(await server.sent("POST /api/teams/invitations/sign-up")[1]?.json()).toEqual({ token: "secret", name: "Ann", password: "a quiet river bends", acceptTerms: true });
});

test("Who has an account logs in first, and comes back here", async () => {
  serveTeams({ [view]: () => json({ ...invited, currentEmail: null }) });
  renderApp("/invitations/secret", "none");

  expect((await screen.findByRole("link", { name: "Log in to join" })).getAttribute("href")).toBe("/auth/login?returnUrl=%2Finvitations%2Fsecret");
  expect(screen.queryByLabelText("Password")).toBeNull();
});

test("A link without an address offers both ways in, and cannot be declined for all", async () => {
  serveTeams({ [view]: () => json({ ...invited, email: null, isLink: true, hasAccount: false, currentEmail: null }) });
  renderApp("/invitations/secret", "none");

  await screen.findByRole("link", { name: "Log in to join" });
  expect(screen.getByRole("link", { name: "Sign up" }).getAttribute("href")).toBe("/auth/sign-up?returnUrl=%2Finvitations%2Fsecret");
  expect(screen.queryByRole("button", { name: "No, thanks" })).toBeNull();
});

test("Whoever is too late asks for a new one", async () => {
  const server = serveTeams({ [view]: () => json({ ...invited, isExpired: true }), "POST /api/teams/invitations/ask-again": done() });
  renderApp("/invitations/secret", "present");

  await screen.findByText("Ben invited ann@example.com to this team. The invitation is too old.");
  expect(screen.queryByRole("button", { name: "Join the team" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Ask for a new invitation" }));
  await screen.findByText("The inviter is told that you would like a new invitation.");
  expect(await server.sent("POST /api/teams/invitations/ask-again")[0]?.json()).toEqual({ token: "secret" });
});

test.each(["present", "none"] as const)("An invitation is turned down once it is asked about, with a session %s", async (session) => {
  const server = serveTeams({ [view]: () => json({ ...invited, currentEmail: session === "none" ? null : invited.currentEmail }), "POST /api/teams/invitations/decline": done() });
  const { router } = renderApp("/invitations/secret", session);

  await user.click(await screen.findByRole("button", { name: "No, thanks" }));
  const dialog = within(await screen.findByRole("dialog", { name: "No, thanks?" }));
  expect(server.sent("POST /api/teams/invitations/decline")).toHaveLength(0);
  await user.click(dialog.getByRole("button", { name: "No, thanks" }));
  await screen.findByText("The invitation is turned down.");
  expect(router.state.location.pathname).toBe(session === "none" ? "/invitations/secret" : "/teams");
  expect(screen.queryByRole("button", { name: "Join the team" })).toBeNull();
});

test("Where nobody can sign up, a new person is not asked for a password", async () => {
  serveTeams({
    [view]: () => json({ ...invited, hasAccount: false, currentEmail: null }),
    "GET /api/auth/settings": () => json({ registration: "closed", password: { minLength: 10, maxLength: 256 }, terms: null, providers: [], nameMaxLength: 100 }),
  });
  renderApp("/invitations/secret", "none");

  await screen.findByRole("link", { name: "Log in to join" });
  expect(screen.queryByLabelText("Password")).toBeNull();
});

test("An invitation that is not good any more says so, whatever the reason", async () => {
  const refusal = "This invitation is not good any more: it was used, taken back or replaced by a newer one. Ask for a new one.";
  serveTeams({ [view]: () => problem(404, { code: "invitation_void", detail: refusal }) });
  renderApp("/invitations/forged", "none");

  await screen.findByText(refusal);
  expect(screen.queryByRole("button")).toBeNull();
});

test("Who is in the team already is led there", async () => {
  serveTeams({ [view]: () => json({ ...invited, isMember: true, teamSlug: "acme" }) });
  renderApp("/invitations/secret", "present");

  await screen.findByText("You are a member of this team already.");
  expect(screen.getByRole("link", { name: "Go to the team" }).getAttribute("href")).toBe("/t/acme");
});
