import { expect, test, vi } from "vitest";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { json, problem, renderApp } from "#testing";
import { done, serveAuth } from "./answers";

const user = userEvent.setup();
const proofNeeded = () => problem(403, { code: "reauthentication_required", detail: "Please confirm with your password that it is you." });
const accepted = () => new Response(null, { status: 202 });

async function changeTheAddress() {
  await user.type(await screen.findByLabelText("New e-mail address"), "new@example.com");
  await user.click(screen.getByRole("button", { name: "Change the address" }));
  return within(await screen.findByRole("dialog", { name: "Is it you?" }));
}

test("A sensitive action asks for the password in a dialog and is done again", async () => {
  const server = serveAuth({
    "POST /api/auth/change-email": [proofNeeded(), accepted()],
    "POST /api/auth/reauthenticate": [problem(400, { code: "wrong_password", errors: { currentPassword: ["This is not your password."] } }), done()],
  });
  renderApp("/account/email", "present");
  const dialog = await changeTheAddress();

  const password = await dialog.findByLabelText("Password");
  await user.type(password, "wrong");
  await user.click(dialog.getByRole("button", { name: "Confirm" }));
  await dialog.findByText("This is not your password.");
  expect(server.sent("POST /api/auth/change-email")).toHaveLength(1);

  await user.clear(password);
  await user.type(password, "a quiet river bends");
  await user.click(dialog.getByRole("button", { name: "Confirm" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  const sent = server.sent("POST /api/auth/change-email");
  expect(sent).toHaveLength(2);
  expect(await sent[1]?.json()).toEqual({ email: "new@example.com" });
});

test("Who declines is told what is missing, and has what was typed", async () => {
  const server = serveAuth({ "POST /api/auth/change-email": proofNeeded() });
  renderApp("/account/email", "present");
  await changeTheAddress();

  await user.keyboard("{Escape}");
  expect((await screen.findByRole("alert")).textContent).toBe("Please confirm with your password that it is you.");
  expect(screen.getByLabelText<HTMLInputElement>("New e-mail address").value).toBe("new@example.com");
  expect(server.sent("POST /api/auth/change-email")).toHaveLength(1);
});

test("A session that has ended is asked for again, and what was typed is kept", async () => {
  serveAuth({ "PUT /api/auth/profile": problem(401) });
  renderApp("/account/profile", "present");

  const name = await screen.findByLabelText<HTMLInputElement>("Name");
  await user.clear(name);
  await user.type(name, "Grace Hopper");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByRole("dialog", { name: "Please log in again" });
  expect(name.value).toBe("Grace Hopper");
});

test("A deletion is asked about first, and then says at the box what is missing", async () => {
  const server = serveAuth({ "GET /api/auth/account-deletion": Response.json({ graceDays: 30, obstacles: [] }) });
  renderApp("/account/delete", "present");

  await user.click(await screen.findByRole("button", { name: "Delete the account" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Delete the account?" }));
  await user.click(dialog.getByRole("button", { name: "Delete the account" }));
  await screen.findByText("Please tick the box if you want to delete your account.");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await new Promise((resolve) => setTimeout(resolve)); // The dialog gives the focus back by a timer; the field has to have it after that.
  expect(document.activeElement).toBe(screen.getByLabelText("I want to delete my account"));
  expect(server.sent("POST /api/auth/delete-account")).toHaveLength(0);
});

test("A passkey that is refused to somebody with a session is no lost session", async () => {
  vi.stubGlobal("PublicKeyCredential", { parseRequestOptionsFromJSON: (options: unknown) => options });
  vi.stubGlobal("navigator", { ...navigator, credentials: { get: () => Promise.resolve({ toJSON: () => ({ id: "key" }) }) } });
  const server = serveAuth({
    "POST /api/auth/passkeys/confirm-options": json({}),
    "POST /api/auth/passkeys/confirm": problem(401, { code: "passkey_refused", detail: "This passkey was not accepted. Try again, or choose another way." }),
  });
  renderApp("/auth/confirm", "present");

  await user.click(await screen.findByRole("button", { name: "Confirm with a passkey" }));
  await screen.findByText("This passkey was not accepted. Try again, or choose another way.");
  expect(await server.sent("POST /api/auth/passkeys/confirm")[0]?.json()).toEqual({ credential: { id: "key" } });
  expect(screen.queryByRole("dialog")).toBeNull();
});
