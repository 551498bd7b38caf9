import type { FrontEnd } from "#host";

/** What the module brings to the client. It is found by the place of this file. */
const frontEnd: FrontEnd = {
  routes: [{ path: "/qs-mod", handle: { title: "Qs Mod" }, lazy: () => import("./pages/Greeting") }],
  navigation: [{ label: "Qs Mod", to: "/qs-mod" }],
};

export default frontEnd;
