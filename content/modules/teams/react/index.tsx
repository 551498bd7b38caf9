import type { FrontEnd, PageHandle } from "#host";
import { paths } from "./paths";

const page = (title: string, requires?: PageHandle["requires"]): PageHandle => ({ title, requires, robots: "noindex" });

const slug = ":slug";

/** Teams, their members, roles and invitations: the same pages as the Razor Pages of the other themes, on the endpoints under /api/teams. */
const teams: FrontEnd = {
  routes: [
    {
      lazy: () => import("./parts/Layout"),
      children: [
        { path: paths.mine, handle: page("Your teams", "signed-in"), lazy: () => import("./pages/MyTeams") },
        { path: "/invitations/:token", handle: page("Invitation"), lazy: () => import("./pages/Invitation") },
        { path: paths.team(slug), handle: page("Overview", "signed-in"), lazy: () => import("./pages/team/Overview") },
        { path: paths.members(slug), handle: page("Members", "signed-in"), lazy: () => import("./pages/team/Members") },
        { path: paths.invitations(slug), handle: page("Invitations", "signed-in"), lazy: () => import("./pages/team/Invitations") },
        { path: paths.roles(slug), handle: page("Roles", "signed-in"), lazy: () => import("./pages/team/Roles") },
        { path: paths.settings(slug), handle: page("Settings", "signed-in"), lazy: () => import("./pages/team/Settings") },
        { path: paths.audit(slug), handle: page("Changes", "signed-in"), lazy: () => import("./pages/team/Audit") },
        { path: paths.transfer(slug), handle: page("Hand the team over", "signed-in"), lazy: () => import("./pages/team/Transfer") },
        { path: paths.delete(slug), handle: page("Delete the team", "signed-in"), lazy: () => import("./pages/team/Delete") },
        { path: paths.suspended(slug), handle: page("This team is suspended", "signed-in"), lazy: () => import("./pages/team/Suspended") },
      ],
    },
  ],
  navigation: [{ label: "Teams", to: paths.mine, show: "signed-in" }],
};

export default teams;
