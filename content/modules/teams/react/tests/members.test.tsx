import { expect, test, vi } from "vitest";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { json, problem, renderApp } from "#testing";
import { acme, asMember, done, ids, members, roles, serveTeams } from "./answers";

const user = userEvent.setup();

test("A role is changed in its row, and the list is read anew", async () => {
  const changed = { ...members, members: members.members.map((one) => (one.id === "m2" ? { ...one, roleId: ids.admin, roleName: "Admin" } : one)) };
  const server = serveTeams({ "GET /api/teams/acme/members": [json(members), json(changed)], "PUT /api/teams/acme/members/m2/role": done() });
  renderApp("/t/acme/members", "present");

  await user.selectOptions(await screen.findByLabelText("Role of Ben"), "Admin");
  await user.click(screen.getByRole("button", { name: "Change the role of Ben" }));
  await screen.findByText("The role is changed.");
  expect(await server.sent("PUT /api/teams/acme/members/m2/role")[0]?.json()).toEqual({ roleId: ids.admin });
  expect(screen.getByLabelText<HTMLSelectElement>("Role of Ben").value).toBe(ids.admin);
});

test("Further members are on the next page", async () => {
  const server = serveTeams({ "GET /api/teams/acme/members": [json({ ...members, members: members.members.slice(0, 2), next: "m2" }), json({ ...members, members: members.members.slice(2) })] });
  renderApp("/t/acme/members", "present");

  await user.click(await screen.findByRole("link", { name: "Further members" }));
  await screen.findByRole("rowheader", { name: /Cleo/ });
  expect(server.sent("GET /api/teams/acme/members").map((request) => new URL(request.url).searchParams.get("after"))).toEqual([null, "m2"]);
  expect(screen.queryByRole("link", { name: "Further members" })).toBeNull();
});

test("A removal is asked about first, and a refusal stands on the page", async () => {
  const server = serveTeams({ "DELETE /api/teams/acme/members/m2": problem(403, { code: "above_you", detail: "That role allows more than yours. Ask an owner of the team." }) });
  renderApp("/t/acme/members", "present");

  await user.click(await screen.findByRole("button", { name: "Remove Ben" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Remove Ben?" }));
  expect(server.sent("DELETE /api/teams/acme/members/m2")).toHaveLength(0);
  await user.click(dialog.getByRole("button", { name: "Remove Ben" }));
  expect((await screen.findByRole("alert")).textContent).toBe("That role allows more than yours. Ask an owner of the team.");
});

test("Who may change nobody has no buttons, and reads the roles", async () => {
  const seen = { ...members, members: members.members.map((one) => ({ ...one, mayChange: false, mayRemove: false })) };
  serveTeams({ "GET /api/teams/acme": () => json(asMember), "GET /api/teams/acme/members": () => json(seen) });
  renderApp("/t/acme/members", "present");

  const table = within(await screen.findByRole("region", { name: "Members" }));
  expect(table.queryAllByRole("button")).toHaveLength(0);
  expect(table.queryAllByRole("combobox")).toHaveLength(0);
  expect(table.getAllByText("Member")).toHaveLength(2);
  expect(screen.queryByRole("link", { name: "Invite people" })).toBeNull();
});

test("Handing the team over asks first, then for the password where that is long ago", async () => {
  const server = serveTeams({
    "POST /api/teams/acme/transfer": [problem(403, { code: "reauthentication_required", detail: "Please confirm with your password that it is you." }), done()],
    "POST /api/auth/reauthenticate": done(),
  });
  const { router } = renderApp("/t/acme/transfer", "present");

  const choice = await screen.findByLabelText("New owner");
  expect(within(choice).getAllByRole("option").map((option) => option.textContent)).toEqual(["Ben (ben@example.com)"]);
  await user.click(screen.getByRole("button", { name: "Hand over" }));
  await user.click(within(await screen.findByRole("dialog", { name: "Hand over?" })).getByRole("button", { name: "Hand over" }));
  const proof = within(await screen.findByRole("dialog", { name: "Is it you?" }));
  await user.type(await proof.findByLabelText("Password"), "a quiet river bends");
  await user.click(proof.getByRole("button", { name: "Confirm" }));
  await screen.findByText("The team is handed over. You are an admin of it now.");
  expect(router.state.location.pathname).toBe("/t/acme/members");
  expect(await server.sent("POST /api/teams/acme/transfer")[1]?.json()).toEqual({ membershipId: "m2" });
});

test("A team is deleted by its name, and what is wrong stands at the field", async () => {
  const wrong = "Type the team's name exactly as it stands here to delete it.";
  const server = serveTeams({ "POST /api/teams/acme/delete": [problem(400, { code: "name_not_typed", errors: { confirmName: [wrong] } }), done()] });
  const { router } = renderApp("/t/acme/delete", "present");

  const remove = async () => {
    await user.click(await screen.findByRole("button", { name: "Delete the team" }));
    await user.click(within(await screen.findByRole("dialog", { name: "Delete the team?" })).getByRole("button", { name: "Delete the team" }));
  };
  await user.type(await screen.findByLabelText("Name of the team"), "Acm");
  await remove();
  await screen.findByText(wrong);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await user.type(screen.getByLabelText("Name of the team"), "e");
  await remove();
  await screen.findByText(/^The team is deleted\./);
  expect(router.state.location.pathname).toBe("/teams");
  expect(await server.sent("POST /api/teams/acme/delete")[1]?.json()).toEqual({ confirmName: "Acme" });
});

test("Settings are kept, and a new address leads to its own page", async () => {
  const moved = { ...acme, slug: "acme-labs", name: "Acme Labs" };
  const server = serveTeams({ "PUT /api/teams/acme": done(), "GET /api/teams/acme": [json(acme), json(moved)], "GET /api/teams/acme-labs": () => json(moved) });
  const { router } = renderApp("/t/acme/settings", "present");

  const slug = await screen.findByLabelText("Address");
  await user.clear(slug);
  await user.type(slug, "acme-labs");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("Saved.");
  expect(router.state.location.pathname).toBe("/t/acme-labs/settings");
  expect(await server.sent("PUT /api/teams/acme")[0]?.json()).toEqual({ name: "Acme", slug: "acme-labs", accentColor: "", allowOtherAddresses: true });
});

test("A logo is sent as it is", async () => {
  const server = serveTeams({ "PUT /api/teams/acme/logo": done() });
  renderApp("/t/acme/settings", "present");

  await user.upload(await screen.findByLabelText("Logo"), new File(["png"], "logo.png", { type: "image/png" }));
  await user.click(screen.getByRole("button", { name: "Upload" }));
  await screen.findByText("Saved.");
  const sent = server.sent("PUT /api/teams/acme/logo")[0];
  expect(sent?.headers.get("Content-Type")).toBe("image/png");
});

test("Too large a logo is not sent", async () => {
  const server = serveTeams({ "GET /api/teams/acme": () => json({ ...acme, logoMaxKb: 16 }) });
  renderApp("/t/acme/settings", "present");

  await user.upload(await screen.findByLabelText("Logo"), new File(["x".repeat(16 * 1024 + 1)], "logo.png", { type: "image/png" }));
  await user.click(screen.getByRole("button", { name: "Upload" }));
  await screen.findByText("Please choose a picture of no more than 16 kB.");
  expect(server.sent("PUT /api/teams/acme/logo")).toHaveLength(0);
});

test("A role of the team's own is changed; those of all teams are not", async () => {
  const server = serveTeams({ "PUT /api/teams/acme/roles/r9": done() });
  renderApp("/t/acme/roles", "present");

  await user.click(await screen.findByRole("link", { name: "Change Support" }));
  await screen.findByRole("heading", { name: "Change the role" });
  expect(screen.queryByRole("button", { name: "Delete Admin" })).toBeNull();
  expect(screen.queryByLabelText("Delete the team")).toBeNull();
  await user.click(screen.getByLabelText("Invite people"));
  await user.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("Saved.");
  const body = (await server.sent("PUT /api/teams/acme/roles/r9")[0]?.json()) as { permissions: string[] };
  expect([...body.permissions].sort()).toEqual(["audit.read", "members.invite"]);
});

test("A role that somebody has is not deleted, and the page says why", async () => {
  const refusal = "Members or invitations have this role. Give them another one first.";
  serveTeams({ "DELETE /api/teams/acme/roles/r9": problem(409, { code: "role_used", detail: refusal }) });
  renderApp("/t/acme/roles", "present");

  await user.click(await screen.findByRole("button", { name: "Delete Support" }));
  await user.click(within(await screen.findByRole("dialog", { name: "Delete Support?" })).getByRole("button", { name: "Delete Support" }));
  expect((await screen.findByRole("alert")).textContent).toBe(refusal);
});

test("Where teams make no roles of their own there is no form for one", async () => {
  serveTeams({ "GET /api/teams/acme/roles": () => json({ ...roles, areOffered: false }) });
  renderApp("/t/acme/roles", "present");

  await screen.findByText("A role is what its members may do.");
  expect(screen.queryByRole("button", { name: "Save" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Delete Support" })).toBeNull();
});

test("The record is filtered by the address, and the file is that of the same filter", async () => {
  const entry = {
    id: "e1", at: "2026-01-31T12:00:00Z", actorId: "1", actorName: "Ann", wasImpersonated: true, action: "member.role_changed", targetKind: "member", targetId: "2", targetName: "Ben",
    before: '{"role":"Member"}', after: '{"role":"Admin"}', ip: "192.0.2.1", correlationId: null,
  };
  const server = serveTeams({ "GET /api/teams/acme/audit": () => json({ entries: [entry], next: "e1" }) });
  const { router } = renderApp("/t/acme/audit", "present");

  await user.selectOptions(await screen.findByLabelText("Change"), "Role of a member changed");
  await user.click(screen.getByRole("button", { name: "Filter" }));
  await waitFor(() => expect(router.state.location.search).toBe("?act=member.role_changed"));
  const table = within(await screen.findByRole("region", { name: "Changes" }));
  table.getByText("role: Member → Admin");
  table.getByText("Ann (an administrator in their name)");
  await vi.waitFor(() => expect(server.sent("GET /api/teams/acme/audit").at(-1)?.url).toContain("action=member.role_changed"));
  expect(screen.getByRole("link", { name: "Download as CSV" }).getAttribute("href")).toBe("/api/teams/acme/audit.csv?action=member.role_changed");
  expect(screen.getByRole("link", { name: "Older changes" }).getAttribute("href")).toBe("/t/acme/audit?act=member.role_changed&before=e1");
});
