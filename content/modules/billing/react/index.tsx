import type { FrontEnd, PageHandle } from "#host";
import { paths } from "./paths";

const page = (title: string): PageHandle => ({ title, requires: "signed-in", robots: "noindex" });

/** Prices for everybody, and the contract of the account: the same pages as the Razor Pages of the other themes, on the endpoints under /api/billing. */
const billing: FrontEnd = {
  routes: [
    {
      lazy: () => import("./parts/Layout"),
      children: [
        {
          path: paths.pricing,
          handle: { title: "Pricing", description: "What each plan has and what it costs, by the month and by the year." } satisfies PageHandle,
          lazy: () => import("./pages/Pricing"),
        },
        { path: paths.contract, handle: page("Billing"), lazy: () => import("./pages/Contract") },
        { path: paths.change, handle: page("Change your plan"), lazy: () => import("./pages/Change") },
        { path: paths.seats, handle: page("Seats"), lazy: () => import("./pages/Seats") },
        { path: paths.back, handle: page("Your payment"), lazy: () => import("./pages/Return") },
        { path: paths.accounts, handle: page("Billing accounts"), lazy: () => import("./pages/administration/Accounts") },
        { path: `${paths.accounts}/:id`, handle: page("Billing account"), lazy: () => import("./pages/administration/Account") },
        { path: paths.figures, handle: page("Figures"), lazy: () => import("./pages/administration/Figures") },
        { path: paths.events, handle: page("Events"), lazy: () => import("./pages/administration/Events") },
        { path: `${paths.events}/:id`, handle: page("Event"), lazy: () => import("./pages/administration/Event") },
        { path: paths.drift, handle: page("Differences"), lazy: () => import("./pages/administration/Drift") },
        { path: paths.failedUsage, handle: page("Failed usage"), lazy: () => import("./pages/administration/FailedUsage") },
      ],
    },
  ],
  navigation: [
    { label: "Pricing", to: paths.pricing },
    { label: "Billing", to: paths.contract, show: "signed-in" },
    { label: "Billing accounts", to: paths.accounts, show: "administrators" },
  ],
};

export default billing;
