import type { ReactNode } from "react";
import { Navigate, useLocation } from "react-router";
import { Page } from "#host";
import { useSlug, useTeam } from "../api/queries";
import { paths } from "../paths";
import { NotAllowed } from "./NotAllowed";
import { TeamNavigation } from "./TeamNavigation";

interface TeamPageProps {
  heading: string;
  /** The permission that the page is for; every member sees it when it is left out. */
  needs?: string;
  isOpenWhileSuspended?: boolean;
  children: ReactNode;
}

/** What the pages of a team have in common. The server decides what anybody gets; this decides what is shown in the place of a refusal. */
export function TeamPage({ heading, needs, isOpenWhileSuspended = false, children }: TeamPageProps) {
  const team = useTeam();
  const slug = useSlug();
  const { pathname, search } = useLocation();
  if (team.slug !== slug) {
    // The team has another address now.
    return <Navigate to={`${paths.team(team.slug)}${pathname.slice(paths.team(slug).length)}${search}`} replace />;
  }

  if (team.state === "suspended" && !isOpenWhileSuspended) {
    return <Navigate to={paths.suspended(slug)} replace />;
  }

  if (needs && !team.permissions.includes(needs)) {
    return <NotAllowed />;
  }

  return (
    <Page heading={heading} eyebrow={team.name} robots="noindex">
      <TeamNavigation team={team}>{children}</TeamNavigation>
    </Page>
  );
}
