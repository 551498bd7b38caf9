import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createMemoryRouter, RouterProvider } from "react-router";
import { beforeEach, expect, test, vi } from "vitest";
import frontEnd from "..";

const server = vi.fn<(address: URL) => Response>();

beforeEach(() => {
  server.mockReset().mockImplementation((address) => {
    const name = address.searchParams.get("name");
    return Response.json({ text: name ? `Hello, ${name}` : "Hello" });
  });
  vi.spyOn(globalThis, "fetch").mockImplementation(async (request) => server(new URL((request as Request).url)));
});

function open(path: string) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const router = createMemoryRouter([{ HydrateFallback: () => null, children: frontEnd.routes }], { initialEntries: [path] });
  render(
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
}

test("It greets whoever says a name", async () => {
  open("/qs-mod");
  expect(await screen.findByRole("heading", { name: "Hello" })).toBeDefined();

  await userEvent.type(screen.getByLabelText("Your name"), "Ada");
  await userEvent.click(screen.getByRole("button", { name: "Greet" }));

  expect(await screen.findByRole("heading", { name: "Hello, Ada" })).toBeDefined();
  expect(server.mock.lastCall?.[0].pathname).toBe("/api/qs-mod/greeting");
});

test("What the server refuses is said, with a way to try again", async () => {
  server.mockImplementationOnce(() => Response.json({ detail: "Not now." }, { status: 503 }));
  open("/qs-mod?name=Ada");
  expect(await screen.findByText("Not now.")).toBeDefined();

  await userEvent.click(screen.getByRole("button", { name: "Try again" }));

  expect(await screen.findByRole("heading", { name: "Hello, Ada" })).toBeDefined();
});
