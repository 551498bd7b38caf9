import type { ReactNode } from "react";
import { Link, NavLink } from "react-router";
import { type Team, useMyTeams } from "../api/queries";
import { paths } from "../paths";
import { permissions } from "../permissions";

/** The pages of a team that the user may open, and the way to the user's other teams. */
export function TeamNavigation({ team, children }: { team: Team; children: ReactNode }) {
  const { teams } = useMyTeams();
  const others = teams.filter((one) => one.state === "active" && one.slug !== team.slug);
  const isShared = team.kind === "team";
  const entries = [
    { label: "Overview", to: paths.team(team.slug), isShown: true },
    { label: "Members", to: paths.members(team.slug), isShown: isShared && team.permissions.includes(permissions.readMembers) },
    { label: "Invitations", to: paths.invitations(team.slug), isShown: isShared && team.permissions.includes(permissions.invite) },
    { label: "Roles", to: paths.roles(team.slug), isShown: isShared && team.permissions.includes(permissions.readMembers) },
    { label: "Settings", to: paths.settings(team.slug), isShown: team.permissions.includes(permissions.update) },
    { label: "Record of changes", to: paths.audit(team.slug), isShown: team.permissions.includes(permissions.readAudit) },
  ];
  return (
    <div className="with-nav">
      <nav aria-label="Team">
        <ul className="nav">
          {entries
            .filter((entry) => entry.isShown)
            .map((entry) => (
              <li key={entry.to}>
                <NavLink to={entry.to} end>
                  {entry.label}
                </NavLink>
              </li>
            ))}
        </ul>
        <p className="small muted">Switch to</p>
        <ul className="nav">
          {others.map((one) => (
            <li key={one.id}>
              <Link to={paths.team(one.slug)}>{one.name}</Link>
            </li>
          ))}
          <li>
            <Link to={paths.mine}>All teams</Link>
          </li>
        </ul>
      </nav>
      <div>{children}</div>
    </div>
  );
}
