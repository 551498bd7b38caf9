import type { Team } from "../api/queries";

/** The team's picture, where it has one. */
export function Logo({ team }: { team: Team }) {
  return team.logo === null ? null : (
    <p>
      <img src={team.logo} alt={`Logo of ${team.name}`} width="96" height="96" />
    </p>
  );
}
