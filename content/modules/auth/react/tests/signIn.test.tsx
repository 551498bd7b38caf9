import { expect, test } from "vitest";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { json, problem, renderApp } from "#testing";
import { ann, done, serveAuth } from "./answers";

const user = userEvent.setup();

async function logIn(email: string, password: string) {
  await user.type(await screen.findByLabelText("E-mail address"), email);
  await user.type(screen.getByLabelText("Password"), password);
  await user.click(screen.getByRole("button", { name: "Log in" }));
}

test("A refused login keeps what was typed, says why and is no lost session; a good one leads to where the user was going", async () => {
  const refusal = problem(401, { code: "wrong_credentials", detail: "This e-mail address and password do not go together." });
  const server = serveAuth({ "POST /api/auth/login": [refusal, json({ next: "done" })], "GET /api/auth/sessions": json([]) });
  const { router } = renderApp("/account/sessions", "none");

  await logIn("ann@example.com", "wrong");
  expect((await screen.findByRole("alert")).textContent).toContain("do not go together");
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(screen.getByLabelText<HTMLInputElement>("E-mail address").value).toBe("ann@example.com");

  await user.click(screen.getByRole("button", { name: "Log in" }));
  await screen.findByRole("heading", { name: "Sessions" });
  expect(router.state.location.pathname).toBe("/account/sessions");
  expect(server.sent("POST /api/auth/login")).toHaveLength(2);
});

test("The second factor is asked for, and its refusal stands at the field", async () => {
  serveAuth({
    "POST /api/auth/login": json({ next: "two-factor" }),
    "GET /api/auth/login/second-factor": () => json({ isPending: true }),
    "POST /api/auth/login/second-factor": [problem(400, { code: "wrong_code", detail: "This code is not good.", errors: { code: ["This code is not good."] } }), done()],
  });
  renderApp("/auth/login", "none");

  await logIn("ann@example.com", "a quiet river bends");
  const code = await screen.findByLabelText("Code");
  await user.type(code, "123");
  await user.click(screen.getByRole("button", { name: "Log in" }));
  await screen.findByText("This code is not good.");
  expect(code.getAttribute("aria-invalid")).toBe("true");
  expect(document.activeElement).toBe(code);

  await user.click(screen.getByRole("button", { name: "Log in" }));
  await screen.findByRole("heading", { name: "Welcome, Ann" });
});

test("An empty field costs no request", async () => {
  const server = serveAuth();
  renderApp("/auth/sign-up", "none");

  await user.click(await screen.findByRole("button", { name: "Sign up" }));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("E-mail address")));
  expect(screen.getAllByText("Please fill this in.")).toHaveLength(2);
  expect(server.sent("POST /api/auth/sign-up")).toHaveLength(0);
});

test("A sign-up sends the invitation and the way back along", async () => {
  const server = serveAuth({ "POST /api/auth/sign-up": new Response(null, { status: 202 }) });
  renderApp("/auth/sign-up?invitation=abc&returnUrl=%2Fcrm", "none");

  await user.type(await screen.findByLabelText("E-mail address"), "ann@example.com");
  await user.type(screen.getByLabelText("Password"), "a quiet river bends");
  await user.click(screen.getByLabelText("I agree to the terms"));
  await user.click(screen.getByRole("button", { name: "Sign up" }));
  await screen.findByRole("heading", { name: "Check your mail" });
  expect(await server.sent("POST /api/auth/sign-up")[0]?.json()).toEqual({
    email: "ann@example.com",
    name: "",
    password: "a quiet river bends",
    acceptTerms: true,
    invitation: "abc",
    returnUrl: "/crm",
  });
});

test("Terms that have changed come before all else, and the way back leads on", async () => {
  const due = { ...ann, termsAreDue: true };
  serveAuth({ "GET /api/auth/session": [json(due), json(ann)], "POST /api/auth/accept-terms": done() });
  const { router } = renderApp("/account/email", "present");

  await user.click(await screen.findByLabelText("I agree to the terms"));
  expect(router.state.location.pathname).toBe("/auth/terms");
  await user.click(screen.getByRole("button", { name: "Go on" }));
  await screen.findByRole("heading", { name: "E-mail address" });
});
