import type { FrontEnd, PageHandle } from "#host";
import { Unread } from "./parts/Unread";
import { paths } from "./paths";

const page = (title: string, requires?: PageHandle["requires"]): PageHandle => ({ title, requires, robots: "noindex" });

/** In-app notifications, preferences, unsubscribing and the message log: the same pages as the Razor Pages of the other themes. */
const notifications: FrontEnd = {
  routes: [
    {
      lazy: () => import("./parts/Layout"),
      children: [
        { path: paths.list, handle: page("Notifications", "signed-in"), lazy: () => import("./pages/Notifications") },
        { path: paths.preferences, handle: page("What you are told", "signed-in"), lazy: () => import("./pages/Preferences") },
        { path: paths.unsubscribe, handle: page("Unsubscribe"), lazy: () => import("./pages/Unsubscribe") },
        { path: paths.log, handle: page("Message log", "signed-in"), lazy: () => import("./pages/log/Messages") },
        { path: `${paths.log}/:id`, handle: page("Message", "signed-in"), lazy: () => import("./pages/log/Message") },
        { path: paths.suppressions, handle: page("Suppressed addresses", "signed-in"), lazy: () => import("./pages/log/Suppressions") },
      ],
    },
  ],
  navigation: [{ label: "Notifications", to: paths.list, show: "signed-in", Addition: Unread }],
};

export default notifications;
