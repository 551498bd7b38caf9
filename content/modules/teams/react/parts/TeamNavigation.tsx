import type { ReactNode } from "react";
import { Link, NavLink } from "react-router";
import { type Team, useMyTeams } from "../api/queries";
import { paths } from "../paths";
import { permissions } from "../permissions";

/** The pages of a team that the user may open, and the way to the user's other teams. */
export function TeamNavigation({ team, children }: { team: Team; children: ReactNode }) {
  const { teams } = useMyTeams();
  const others = teams.filter((one) => one.state === "active" && one.slug !== team.slug);
  const may = (permission: string) => team.permissions.includes(permission);
  const entries = [
    { label: "Overview", to: paths.team(team.slug), isShown: true },
    { label: "Members", to: paths.members(team.slug), isShown: may(permissions.readMembers) },
    { label: "Invitations", to: paths.invitations(team.slug), isShown: team.kind === "team" && may(permissions.invite) },
    { label: "Roles", to: paths.roles(team.slug), isShown: may(permissions.manageRoles) },
    { label: "Settings", to: paths.settings(team.slug), isShown: may(permissions.update) },
    { label: "Changes", to: paths.audit(team.slug), isShown: may(permissions.readAudit) },
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
          {team.links.map((link) => (
            <li key={link.path}>
              <NavLink to={link.path} end>
                {link.title}
              </NavLink>
            </li>
          ))}
        </ul>
        {/* Anew for each team: whoever has switched has no more use for the list. */}
        <details key={team.id}>
          <summary>Switch team</summary>
          <ul className="nav">
            {others.map((one) => (
              <li key={one.id}>
                <Link to={paths.team(one.slug)}>{one.name}</Link>
              </li>
            ))}
            <li>
              <Link to={paths.mine}>All your teams</Link>
            </li>
          </ul>
        </details>
      </nav>
      <div>
        {team.accentColor !== null && (
          <svg width="96" height="6" aria-hidden="true">
            <rect width="96" height="6" rx="3" fill={team.accentColor} />
          </svg>
        )}
        {children}
      </div>
    </div>
  );
}
