import type { FrontEnd } from "#host";

/** One page, with the parts of the host that lay themselves over a page. */
const parts: FrontEnd = {
  routes: [{ path: "/parts", handle: { title: "Parts" }, lazy: () => import("./Parts") }],
  navigation: [{ label: "Parts", to: "/parts" }],
};

export default parts;
