import type { ReactNode } from "react";
import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { createMemoryRouter, RouterProvider, type RouteObject } from "react-router";
import { createQueries } from "../app/queries";
import { routes } from "../app/router";

/** Shows something as a page of its own, with all that a page may ask for around it. */
export function renderPage(page: ReactNode, others: RouteObject[] = []) {
  return renderRoutes([{ path: "/", element: page }, ...others]);
}

/** Shows routes, opened at a path. */
export function renderRoutes(routes: RouteObject[], at = "/") {
  const router = createMemoryRouter(routes, { initialEntries: [at] });
  const queries = createQueries();
  queries.setDefaultOptions({ queries: { retry: false } });
  return {
    router,
    ...render(
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>,
    ),
  };
}

/** Shows the whole application, opened at a path by somebody with or without a session. */
export function renderApp(at: string, session: "present" | "none") {
  document.head.innerHTML = `<meta name="session" content="${session}">`;
  return renderRoutes(routes, at);
}
