import { expect, test } from "vitest";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { json, problem, renderApp } from "#testing";
import { acme, asMember, done, serveTeams, teams } from "./answers";

const user = userEvent.setup();

test("A new team is made and opened; what is wrong with its address stands at the field", async () => {
  const server = serveTeams({
    "POST /api/teams": [problem(409, { code: "slug_taken", errors: { slug: ["This address is taken. Choose another one."] } }), json({ id: "t1", slug: "acme", name: "Acme" }, 201)],
  });
  const { router } = renderApp("/teams", "present");

  await user.type(await screen.findByLabelText("Name"), "Acme");
  await user.type(screen.getByLabelText("Address"), "acme");
  await user.click(screen.getByRole("button", { name: "Make the team" }));
  await screen.findByText("This address is taken. Choose another one.");
  await user.click(screen.getByRole("button", { name: "Make the team" }));
  await screen.findByRole("heading", { level: 1, name: "Overview" });
  expect(router.state.location.pathname).toBe("/t/acme");
  expect(await server.sent("POST /api/teams")[1]?.json()).toEqual({ name: "Acme", slug: "acme" });
});

test("Who can make no team is told why", async () => {
  serveTeams({ "GET /api/teams": () => json({ ...teams, canCreate: false, reason: "You own 20 teams, which is all that one person can have." }) });
  renderApp("/teams", "present");

  await screen.findByText("You own 20 teams, which is all that one person can have.");
  expect(screen.queryByRole("button", { name: "Make the team" })).toBeNull();
});

test("A deleted team cannot be opened but restored", async () => {
  const restored = { ...teams, teams: teams.teams.map((one) => ({ ...one, state: "active" })) };
  serveTeams({ "GET /api/teams": [json(teams), json(restored)], "POST /api/teams/gone/restore": done(), "GET /api/teams/gone": () => json({ ...acme, slug: "gone" }) });
  const { router } = renderApp("/teams", "present");

  await screen.findByText("Purged on 2026-02-28 00:00 UTC");
  expect(screen.queryByRole("link", { name: "Gone" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Restore Gone" }));
  await screen.findByRole("heading", { level: 1, name: "Overview" });
  expect(router.state.location.pathname).toBe("/t/gone");
});

test("A copy of a deleted team is there during the grace", async () => {
  const server = serveTeams({ "POST /api/teams/gone/export": problem(429, { code: "too_many_attempts", detail: "That was tried too often." }) });
  renderApp("/teams", "present");

  await user.click(await screen.findByRole("button", { name: "Download a copy of Gone" }));
  await screen.findByText("That was tried too often.");
  expect(server.sent("POST /api/teams/gone/export")).toHaveLength(1);
});

test("The switcher leads to the user's other teams, but not to those that are closed", async () => {
  serveTeams();
  const { router } = renderApp("/t/acme", "present");

  const navigation = within(await screen.findByRole("navigation", { name: "Team" }));
  expect(navigation.queryByRole("link", { name: "Gone" })).toBeNull();
  await user.click(navigation.getByText("Switch team"));
  await user.click(navigation.getByRole("link", { name: "Beta" }));
  await screen.findByText("beta");
  expect(router.state.location.pathname).toBe("/t/beta");
});

test("What other modules and the application add stands among the team's pages, and where a suspended team is put right", async () => {
  const links = [{ title: "Billing", path: "/billing?for=acme" }];
  serveTeams({ "GET /api/teams/acme": () => json({ ...acme, links }) });
  const { unmount } = renderApp("/t/acme", "present");
  const navigation = within(await screen.findByRole("navigation", { name: "Team" }));
  expect(navigation.getByRole("link", { name: "Billing" }).getAttribute("href")).toBe("/billing?for=acme");
  unmount();

  serveTeams({ "GET /api/teams/acme": () => json({ ...acme, links, state: "suspended", suspendedReason: "The invoice is not paid." }) });
  renderApp("/t/acme/suspended", "present");
  await screen.findByText("The invoice is not paid.");
  expect(within(screen.getByRole("main")).getByRole("link", { name: "Billing" }).getAttribute("href")).toBe("/billing?for=acme");
});

test("A member is shown what the role allows, and nothing else opens", async () => {
  const server = serveTeams({ "GET /api/teams/acme": () => json(asMember) });
  const { unmount } = renderApp("/t/acme", "present");

  const navigation = within(await screen.findByRole("navigation", { name: "Team" }));
  expect(navigation.getAllByRole("link").map((link) => link.textContent)).toEqual(["Overview", "Members", "Ann", "Beta", "All your teams"]);
  unmount();

  for (const path of ["invitations", "roles", "settings", "audit", "transfer", "delete"]) {
    const page = renderApp(`/t/acme/${path}`, "present");
    await screen.findByRole("heading", { name: "You may not open this page." });
    page.unmount();
  }

  expect(server.requests.filter((request) => /invitations|audit|roles/.test(request.url))).toHaveLength(0);
});

test("A team of another address is opened at that one, with the same page", async () => {
  serveTeams({ "GET /api/teams/old": () => json(acme), "GET /api/teams/old/members": () => json({ members: [] }) });
  const { router } = renderApp("/t/old/members", "present");

  await screen.findByRole("heading", { name: "Members" });
  await waitFor(() => expect(router.state.location.pathname).toBe("/t/acme/members"));
});

test("A team that is not there, or not one's own, is no page", async () => {
  serveTeams({ "GET /api/teams/nope": () => problem(404, { code: "no_such_team", detail: "There is no such team, or you are not in it. Choose one of your teams." }) });
  renderApp("/t/nope", "present");

  await screen.findByRole("heading", { name: "There is no such page." });
});

test("Members of a suspended team are told why, whichever page they open, and can leave", async () => {
  const suspended = { ...acme, state: "suspended", suspendedReason: "The invoice is open." };
  const server = serveTeams({ "GET /api/teams/acme": () => json(suspended), "POST /api/teams/acme/leave": done() });
  const { router } = renderApp("/t/acme/members", "present");

  await screen.findByRole("heading", { name: "This team is suspended" });
  expect(router.state.location.pathname).toBe("/t/acme/suspended");
  screen.getByText("The invoice is open.");
  expect(server.sent("GET /api/teams/acme/members")).toHaveLength(0);

  await user.click(screen.getByRole("button", { name: "Leave the team" }));
  await user.click(within(await screen.findByRole("dialog", { name: "Leave the team?" })).getByRole("button", { name: "Leave the team" }));
  await screen.findByText("You have left the team.");
});

test("The owner of a suspended team takes a copy and can delete it", async () => {
  serveTeams({ "GET /api/teams/acme": () => json({ ...acme, state: "suspended" }) });
  renderApp("/t/acme/delete", "present");

  await screen.findByRole("button", { name: "Download the copy" });
  screen.getByText(/After 30 days everything in it is deleted for good/);
});

test("The reason's page leads on when all is well again", async () => {
  serveTeams();
  const { router } = renderApp("/t/acme/suspended", "present");

  await screen.findByRole("heading", { level: 1, name: "Overview" });
  expect(router.state.location.pathname).toBe("/t/acme");
});

test("Who leaves is out of the list, and nothing of the team is kept", async () => {
  const left = { ...teams, teams: teams.teams.filter((one) => one.slug !== "acme") };
  let isMember = true;
  serveTeams({
    "GET /api/teams": () => json(isMember ? teams : left),
    "GET /api/teams/acme": () => (isMember ? json(acme) : problem(404, { code: "no_such_team", detail: "There is no such team, or you are not in it. Choose one of your teams." })),
    "POST /api/teams/acme/leave": () => {
      isMember = false;
      return done();
    },
  });
  const { router } = renderApp("/t/acme", "present");

  await user.click(await screen.findByRole("button", { name: "Leave the team" }));
  await user.click(within(await screen.findByRole("dialog", { name: "Leave the team?" })).getByRole("button", { name: "Leave the team" }));
  await screen.findByText("You have left the team.");
  await waitFor(() => expect(screen.queryByRole("link", { name: "Acme" })).toBeNull());
  await router.navigate("/t/acme");
  await screen.findByRole("heading", { name: "There is no such page." });
});

test("The last owner who would leave is told what to do first", async () => {
  const refusal = "A team needs an owner. Make another member an owner first.";
  serveTeams({ "POST /api/teams/acme/leave": problem(409, { code: "last_owner", detail: refusal }) });
  const { router } = renderApp("/t/acme", "present");

  await user.click(await screen.findByRole("button", { name: "Leave the team" }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Leave the team" }));
  expect((await screen.findByRole("alert")).textContent).toBe(refusal);
  expect(router.state.location.pathname).toBe("/t/acme");
});
