import type { FrontEnd } from "#host";

/** What the feature brings to the client. It is found by the place of this file. */
const feature: FrontEnd = {
  routes: [
    { path: "/qs-many", handle: { title: "Qs many", robots: "noindex", requires: "signed-in" }, lazy: () => import("./List") },
    { path: "/qs-many/new", handle: { title: "New qs item", robots: "noindex", requires: "signed-in" }, lazy: () => import("./New") },
    { path: "/qs-many/:id", handle: { title: "Qs item", robots: "noindex", requires: "signed-in" }, lazy: () => import("./Edit") },
  ],
//#if (hasTeams)
  navigation: [{ label: "Qs many", to: "/qs-many", show: "administrators" }],
//#else
  navigation: [{ label: "Qs many", to: "/qs-many", show: "signed-in" }],
//#endif
};

export default feature;
