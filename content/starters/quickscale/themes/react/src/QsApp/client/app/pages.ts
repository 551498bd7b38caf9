import type { RouteObject } from "react-router";
import { features, modules } from "./modules";

/** All pages: those of the application, those of its features (client/features), and those of the modules. A page of yours at the path of a module's takes its place. */
export const pages: RouteObject[] = [
  {
    path: "/",
    handle: { description: "Qs App: replace this sentence with what your product does; search engines and link previews show it." },
    lazy: () => import("../pages/Home"),
  },
  {
    path: "/about",
    handle: { title: "About", description: "What Qs App is made of, and how it treats its visitors." },
    lazy: () => import("../pages/About"),
  },
  {
    path: "/status",
    handle: { title: "Status", description: "The live health of Qs App, part by part." },
    lazy: () => import("../pages/Status"),
  },
  { path: "/parts", handle: { title: "The parts of this site", robots: "noindex" }, lazy: () => import("../pages/Parts") },
  ...features.flatMap((feature) => feature.routes),
  ...modules.flatMap((module) => module.routes),
];
