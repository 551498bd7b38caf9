import { createBrowserRouter, type RouteObject } from "react-router";
import { Loading } from "../ui/Loading";
import { ErrorPage } from "../pages/ErrorPage";
import { NotFound } from "../pages/NotFound";
import { Frame } from "./Frame";
import { pages } from "./pages";

export const routes: RouteObject[] = [
  {
    element: <Frame />,
    errorElement: <Frame><ErrorPage /></Frame>,
    HydrateFallback: () => <Loading />,
    children: [{ errorElement: <ErrorPage />, children: [...pages, { path: "*", element: <NotFound /> }] }],
  },
];

export function createRouter() {
  return createBrowserRouter(routes);
}
