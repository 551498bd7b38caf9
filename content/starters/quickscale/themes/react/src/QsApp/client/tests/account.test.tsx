import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { RouteObject } from "react-router";
import type { SignedIn } from "../host/frontend";
import { createApi } from "../host/api";
import { Form, TextField, useForm } from "../host/form";
import { Button } from "../ui/Button";
import * as v from "valibot";
import { problem, serve } from "./server";
import { renderRoutes } from "./render";

const ann: SignedIn = { id: "1", name: "Ann", email: "ann@example.com", theme: "dark" };
const load = vi.fn<() => Promise<SignedIn | null>>();

vi.mock("../app/modules", () => ({
  modules: [],
  features: [],
  navigation: [
    { label: "Log in", to: "/login", show: "signed-out" },
    { label: "Account", to: "/account", show: "signed-in" },
    { label: "Figures", to: "/account/figures", show: "administrators" },
    { label: "Prices", to: "/prices" },
  ],
  account: { load: () => load(), signInPath: "/login", startPath: "/start" },
}));

const { Frame } = await import("../app/Frame");

function Notes() {
  const api = createApi<{ "/api/notes": { post: { responses: { 204: { content?: never } } } } }>();
  const form = useForm({ schema: v.object({ text: v.string() }), defaultValues: { text: "" }, onSubmit: () => api.POST("/api/notes") });
  return (
    <Form of={form}>
      <TextField name="text" label="Note" />
      <Button type="submit">Save</Button>
    </Form>
  );
}

const routes: RouteObject[] = [
  {
    element: <Frame />,
    children: [
      { path: "/", element: <h1>Home</h1> },
      { path: "/notes", handle: { requires: "signed-in" }, element: <Notes /> },
      { path: "/login", handle: { requires: "signed-out" }, element: <h1>Log in here</h1> },
      { path: "/account/*", element: <h1>Account</h1> },
      { path: "/start", handle: { requires: "signed-in" }, element: <h1>Start</h1> },
      { path: "/terms", handle: { requires: "signed-in", ignoresDetour: true }, element: <h1>New terms</h1> },
    ],
  },
];

beforeEach(() => {
  load.mockReset();
  document.head.innerHTML = '<meta name="session" content="present">';
});

afterEach(() => delete document.documentElement.dataset["theme"]);

test.each([
  [null, ["Log in", "Prices"]],
  [ann, ["Account", "Prices"]],
  [{ ...ann, isPlatformAdmin: true }, ["Account", "Figures", "Prices"]],
])("The navigation has what is for whoever reads it: %j", async (user, labels) => {
  load.mockResolvedValue(user);
  renderRoutes(routes, "/");

  const main = within(await screen.findByRole("navigation", { name: "Main" }));
  expect(main.getAllByRole("link").map((link) => link.textContent)).toEqual(["About", "Status", ...labels]);
});

test.each([
  ["/account", "Account"],
  ["/account/profile", "Account"],
  ["/account/figures", "Figures"],
  ["/account/figures/2026", "Figures"],
])("One entry is where the reader is: %s", async (path, label) => {
  load.mockResolvedValue({ ...ann, isPlatformAdmin: true });
  renderRoutes(routes, path);

  const main = within(await screen.findByRole("navigation", { name: "Main" }));
  expect(main.getAllByRole("link", { current: "page" }).map((link) => link.textContent)).toEqual([label]);
});

test("Somebody who is not signed in is led to the login, and back to where they were going", async () => {
  load.mockResolvedValue(null);
  const { router } = renderRoutes(routes, "/notes?page=2");

  expect(await screen.findByRole("heading", { name: "Log in here" })).toBeTruthy();
  expect(router.state.location.pathname + router.state.location.search).toBe("/login?returnUrl=%2Fnotes%3Fpage%3D2");
  expect(screen.getByRole("link", { name: "Log in" })).toBeTruthy();
  expect(screen.queryByRole("link", { name: "Account" })).toBeNull();
});

test("Somebody who is signed in needs no login", async () => {
  load.mockResolvedValue(ann);
  renderRoutes(routes, "/login");

  expect(await screen.findByRole("heading", { name: "Start" })).toBeTruthy();
  expect(screen.getByRole("link", { name: "Account" })).toBeTruthy();
  expect(document.documentElement.dataset["theme"]).toBe("dark");
});

test.each(["https://evil.example", "//evil.example", "/\\evil.example"])("A login never leads off the site, to %s", async (address) => {
  load.mockResolvedValue(ann);
  const { router } = renderRoutes(routes, `/login?returnUrl=${encodeURIComponent(address)}`);

  await screen.findByRole("heading", { name: "Start" });
  expect(router.state.location.pathname).toBe("/start");
});

test("A detour comes before all other pages of the signed-in user", async () => {
  load.mockResolvedValue({ ...ann, detour: "/terms" });
  const { router } = renderRoutes(routes, "/start");

  expect(await screen.findByRole("heading", { name: "New terms" })).toBeTruthy();
  expect(router.state.location.search).toBe("?returnUrl=%2Fstart");
});

test("Without a session nobody is asked for", async () => {
  document.head.innerHTML = '<meta name="session" content="none">';
  renderRoutes(routes);

  expect(await screen.findByRole("link", { name: "Log in" })).toBeTruthy();
  expect(load).not.toHaveBeenCalled();
});

test("A session that ends while somebody types keeps what was typed, until they have signed in again", async () => {
  load.mockResolvedValue(ann);
  const server = serve({ "POST /api/notes": [problem(401), new Response(null, { status: 204 })] });
  renderRoutes(routes, "/notes");
  await userEvent.type(await screen.findByLabelText("Note"), "Half a thought");
  load.mockResolvedValue(null);
  await userEvent.click(screen.getByRole("button", { name: "Save" }));

  const dialog = await screen.findByRole("dialog", { name: "Please log in again" });
  expect(screen.getByRole("link", { name: "Log in in a new tab" }).getAttribute("href")).toBe("/login");
  await userEvent.click(screen.getByRole("button", { name: "I have signed in" }));
  expect(await screen.findByText("You are not signed in yet.")).toBeTruthy();
  expect(dialog.isConnected).toBe(true);

  load.mockResolvedValue(ann);
  window.dispatchEvent(new Event("focus"));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(screen.getByLabelText<HTMLInputElement>("Note").value).toBe("Half a thought");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(server.sent("POST /api/notes")).toHaveLength(2));
});
