import { expect, test, vi } from "vitest";
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { json, problem, renderApp } from "#testing";
import { serveAuth } from "./answers";

const user = userEvent.setup();
const pending = { provider: "google", providerName: "Google", email: "ann@example.com", isEmailVerified: true, name: "Ann" };

test("Who comes from a provider for the first time agrees to the terms, and goes on to where the login began", async () => {
  const server = serveAuth({
    "GET /api/auth/external-sign-up": () => json(pending),
    "POST /api/auth/external-sign-up": [
      problem(400, { code: "terms_not_accepted", errors: { acceptTerms: ["Please agree to the terms."] } }),
      json({ next: "done", returnUrl: "/account/password" }),
    ],
  });
  renderApp("/auth/external-sign-up", "none");

  await screen.findByText("There is no account for your Google account yet. Make one?");
  expect(screen.queryByLabelText("E-mail address")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Sign up" }));
  await screen.findByText("Please agree to the terms.");
  await user.click(screen.getByLabelText("I agree to the terms"));
  await user.click(screen.getByRole("button", { name: "Sign up" }));
  await screen.findByRole("heading", { name: "Change the password" });
  expect(await server.sent("POST /api/auth/external-sign-up")[1]?.json()).toEqual({ email: "ann@example.com", name: "Ann", acceptTerms: true });
});

test("An address that the provider does not vouch for is typed and confirmed by mail", async () => {
  serveAuth({
    "GET /api/auth/external-sign-up": () => json({ ...pending, email: null, isEmailVerified: false }),
    "POST /api/auth/external-sign-up": json({ next: "check-mail", returnUrl: null }),
  });
  renderApp("/auth/external-sign-up", "none");

  await user.type(await screen.findByLabelText("E-mail address"), "ann@example.com");
  await user.click(screen.getByRole("button", { name: "Sign up" }));
  await screen.findByRole("heading", { name: "Check your mail" });
});

test("The way to a provider is prepared by the server; a refusal stays on the page", async () => {
  const assign = vi.fn();
  vi.stubGlobal("location", { origin: window.location.origin, assign });
  const server = serveAuth({
    "POST /api/auth/external/google": [problem(404, { code: "no_such_provider", detail: "Logging in with this provider is not offered here." }), json({ url: "https://provider.example/" })],
  });
  renderApp("/auth/login?returnUrl=%2Fcrm", "none");

  await user.click(await screen.findByRole("button", { name: "Log in with Google" }));
  await screen.findByText("Logging in with this provider is not offered here.");
  expect(assign).not.toHaveBeenCalled();
  await user.click(screen.getByRole("button", { name: "Log in with Google" }));
  await vi.waitFor(() => expect(assign).toHaveBeenCalledWith("https://provider.example/"));
  expect(await server.sent("POST /api/auth/external/google")[1]?.json()).toEqual({ purpose: "sign-in", returnUrl: "/crm" });
});
