import { Suspense } from "react";
import { expect, test } from "vitest";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, Outlet } from "react-router";
import { PageProgress } from "../app/PageProgress";
import { routes } from "../app/router";
import { json, noNetwork, serve } from "./server";
import { renderRoutes } from "./render";

const status = {
  isReady: true,
  heading: "All systems are working.",
  summary: "Every part answered just now.",
  parts: [{ name: "Database", state: "Working", level: "success" }],
  checkedAt: "2026-01-02T03:04:05Z",
  version: "1.2.3",
};

test("A link leads to the next page: its heading has the focus, its title the tab, and it is announced", async () => {
  serve({});
  renderRoutes(routes);
  await screen.findByRole("heading", { level: 1 });

  await userEvent.click(screen.getAllByRole("link", { name: "About" })[0]!);

  const heading = await screen.findByRole("heading", { level: 1, name: "Small, fast and plain to see through." });
  await waitFor(() => expect(document.activeElement).toBe(heading));
  expect(document.title).toMatch(/^About/);
  expect(document.getElementById("announcements")?.textContent).toMatch(/^About/);
});

test("A line is there until the page is that was asked for, and not only its code", async () => {
  let arrive: (text: string) => void = () => {};
  const answer = new Promise<string>((resolve) => (arrive = resolve));
  const Frame = () => (
    <>
      <PageProgress />
      <Suspense fallback="Nothing is shown yet.">
        <Outlet />
      </Suspense>
    </>
  );
  const Answer = () => <p>{useSuspenseQuery({ queryKey: ["answer"], queryFn: () => answer }).data}</p>;
  const { router } = renderRoutes([{ element: <Frame />, children: [{ path: "/", element: <Link to="/answer">Ask</Link> }, { path: "/answer", element: <Answer /> }] }]);
  expect(screen.queryByRole("progressbar")).toBeNull();

  await userEvent.click(screen.getByRole("link", { name: "Ask" }));

  expect(router.state.location.pathname).toBe("/answer");
  expect(screen.getByRole("progressbar", { name: "Loading the page" })).toBeTruthy();
  expect(screen.getByRole("link", { name: "Ask" })).toBeTruthy();
  arrive("Here it is.");
  expect(await screen.findByText("Here it is.")).toBeTruthy();
  expect(screen.queryByRole("progressbar")).toBeNull();
});

test("The status page shows each part", async () => {
  serve({ "GET /api/status": json(status) });
  renderRoutes(routes, "/status");

  expect(await screen.findByRole("heading", { level: 1, name: "All systems are working." })).toBeTruthy();
  expect(screen.getByRole("row", { name: "Database Working" })).toBeTruthy();
  expect(screen.getByText(/2026-01-02 03:04:05 UTC · Version 1\.2\.3/)).toBeTruthy();
});

test("Without a network it says so, and trying again helps", async () => {
  serve({ "GET /api/status": [noNetwork, json(status)] });
  renderRoutes(routes, "/status");

  expect((await screen.findByRole("alert")).textContent).toContain("The site cannot be reached.");
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));

  expect(await screen.findByRole("row", { name: "Database Working" })).toBeTruthy();
});

test("A path without a page is told as such, and search engines leave it out", async () => {
  serve({});
  renderRoutes(routes, "/no/such/page");

  expect(await screen.findByRole("heading", { level: 1, name: "There is no such page." })).toBeTruthy();
  expect(document.querySelector<HTMLMetaElement>('meta[name="robots"]')?.content).toBe("noindex");
  await userEvent.click(screen.getByRole("link", { name: "Go to the home page" }));
  await waitFor(() => expect(document.querySelector('meta[name="robots"]')).toBeNull());
});

test("A page that fails leaves the frame standing and shows a way on", async () => {
  serve({});
  const Broken = () => {
    throw new RangeError("a detail");
  };
  renderRoutes([{ ...routes[0]!, children: [{ ...routes[0]!.children![0]!, index: undefined, children: [{ path: "/", element: <Broken /> }] }] } as (typeof routes)[0]]);

  expect(await screen.findByRole("heading", { level: 1, name: "Something went wrong on our side." })).toBeTruthy();
  expect(screen.getByRole("navigation", { name: "Main" })).toBeTruthy();
  expect(document.body.textContent).not.toContain("a detail");
});
