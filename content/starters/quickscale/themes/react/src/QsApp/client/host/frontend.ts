import type { ComponentType } from "react";
import type { RouteObject } from "react-router";

/** Whom a page is for; everybody when it is left out. */
export type Audience = "signed-in" | "signed-out";

/** What a route's `handle` says of its page. The title and the description are also given to readers that run no script. */
export interface PageHandle {
  requires?: Audience;
  /** Open to users who have to see another page first; see `SignedIn.detour`. */
  ignoresDetour?: boolean;
  title?: string;
  description?: string;
  robots?: "noindex";
}

/** An entry of the site's main navigation. */
export interface NavigationEntry {
  label: string;
  to: string;
  /** Who sees it; everybody when it is left out. */
  show?: Audience | "administrators";
  /** What stands behind the label, inside the link: a count that the module keeps current. */
  Addition?: ComponentType;
}

/** The user, as far as the frame of the site has to know. */
export interface SignedIn {
  id: string;
  name: string;
  email: string;
  /** The colours that the user has chosen; "system" leaves them to the device. */
  theme?: "light" | "dark" | "system";
  /** The IANA time zone in which the user wants to see times; UTC when it is left out. */
  timeZone?: string | undefined;
  /** A page that comes before all others that need a signed-in user: terms to agree to. It gets the way back as `returnUrl`. */
  detour?: string | undefined;
  isPlatformAdmin?: boolean;
}

/** What a module brings to the client: the default export of its `react/index.tsx`. */
export interface FrontEnd {
  /** Pages, each loaded when it is first opened: `{ path: "/crm", handle: {…}, lazy: () => import("./Customers") }`. */
  routes: RouteObject[];
  navigation?: NavigationEntry[];
  /** How the site learns who is signed in; the module with the accounts says it. */
  account?: {
    /** Asks the server; null when nobody is signed in. */
    load(): Promise<SignedIn | null>;
    signInPath: string;
    startPath: string;
  };
}
