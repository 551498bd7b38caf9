import { expect, test } from "vitest";
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { json, problem, renderRoutes, serve } from "#testing";
import { ToastProvider } from "../../ui/Toast";
import { Outlet } from "react-router";
import feature from ".";

const row = { id: "0199a0a0-0000-7000-8000-000000000001", name: "The first", notes: null, createdUtc: "2026-01-02T03:04:05Z", version: 3 };
const nothing = json({ rows: [], number: 1, last: 1 });

function open(path: string) {
  const Frame = () => (
    <ToastProvider>
      <Outlet />
    </ToastProvider>
  );
  return renderRoutes([{ element: <Frame />, HydrateFallback: () => null, children: feature.routes }], path);
}

test("An empty list says so and leads on", async () => {
  serve({ "GET /api/qs-many": nothing });
  open("/qs-many");

  expect(await screen.findByText("There are no qs many yet. Make the first one.")).toBeTruthy();
  expect(screen.getByRole("link", { name: "New qs item" }).getAttribute("href")).toBe("/qs-many/new");
});

test("A page of the list leads to the pages beside it", async () => {
  const server = serve({ "GET /api/qs-many": json({ rows: [row], number: 2, last: 3 }) });
  open("/qs-many?number=2");

  expect((await screen.findByRole("rowheader", { name: "The first" })).closest("tr")?.textContent).toContain("2026-01-02 03:04");
  expect(screen.getByText("Page 2 of 3")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Newer" }).getAttribute("href")).toBe("/qs-many?number=1");
  expect(screen.getByRole("link", { name: "Older" }).getAttribute("href")).toBe("/qs-many?number=3");
  expect(new URL(server.requests[0]!.url).search).toBe("?number=2");
});

test("What is written is sent, and the list follows", async () => {
  const server = serve({ "POST /api/qs-many": json(row, 201), "GET /api/qs-many": json({ rows: [row], number: 1, last: 1 }) });
  open("/qs-many/new");

  await userEvent.type(await screen.findByLabelText("Name"), " The first ");
  await userEvent.type(screen.getByLabelText("Notes"), "One{Enter}two");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));

  expect(await screen.findByRole("rowheader", { name: "The first" })).toBeTruthy();
  expect(await screen.findByText("The first is there.")).toBeTruthy();
  expect(await server.sent("POST /api/qs-many")[0]!.clone().json()).toEqual({ name: "The first", notes: "One\ntwo", version: 0 });
});

test("A name has to be written, and what the server refuses stands at its field", async () => {
  const server = serve({ "POST /api/qs-many": problem(400, { errors: { Notes: ["Notes have at most 2000 characters."] } }) });
  open("/qs-many/new");

  await userEvent.click(await screen.findByRole("button", { name: "Save" }));
  expect(await screen.findByText("Write a name.")).toBeTruthy();
  expect(server.sent("POST /api/qs-many")).toEqual([]);

  await userEvent.type(screen.getByLabelText("Name"), "The first");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect((await screen.findByText("Notes have at most 2000 characters.")).id).toBe(`${screen.getByLabelText("Notes").id}-error`);
});

test("Whoever is second to change it is told, and what was typed is still there", async () => {
  const server = serve({ [`GET /api/qs-many/${row.id}`]: json(row), [`PUT /api/qs-many/${row.id}`]: problem(409, { detail: "Somebody else has changed it." }) });
  open(`/qs-many/${row.id}`);

  await userEvent.type(await screen.findByLabelText("Name"), " again");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));

  expect((await screen.findByRole("alert")).textContent).toBe("Somebody else has changed it.");
  expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("The first again");
  expect(await server.sent(`PUT /api/qs-many/${row.id}`)[0]!.clone().json()).toEqual({ name: "The first again", notes: "", version: 3 });
});

test("It is deleted after a question", async () => {
  const server = serve({ [`GET /api/qs-many/${row.id}`]: json(row), [`DELETE /api/qs-many/${row.id}`]: () => new Response(null, { status: 204 }), "GET /api/qs-many": nothing });
  open(`/qs-many/${row.id}`);

  await userEvent.click(await screen.findByRole("button", { name: "Delete" }));
  expect((await screen.findByRole("dialog", { name: "Delete the qs item?" })).textContent).toContain("The first does not come back.");
  expect(server.sent(`DELETE /api/qs-many/${row.id}`)).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Yes, delete" }));

  expect(await screen.findByText("There are no qs many yet. Make the first one.")).toBeTruthy();
  expect(new URL(server.sent(`DELETE /api/qs-many/${row.id}`)[0]!.url).search).toBe("?version=3");
});
