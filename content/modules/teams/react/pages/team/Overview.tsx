import { Link, useNavigate } from "react-router";
import { Facts } from "#host";
import { Done } from "../../../../auth/react/parts/Done";
import { showDay } from "../../../../auth/react/times";
import { type Team, useTeam } from "../../api/queries";
import { LeaveButton } from "../../parts/LeaveButton";
import { Logo } from "../../parts/Logo";
import { TeamPage } from "../../parts/TeamPage";
import { paths } from "../../paths";

/** Where a team begins. An application that has something better to show puts a page of its own at the same path. */
export function Component() {
  const team = useTeam();
  return (
    <TeamPage heading={team.name}>
      <Done says={{ made: "The team is made. Invite those whom you work with.", joined: "You are in the team." }} />
      <Colour team={team} />
      <Logo team={team} />
      <Facts
        items={[
          ["Your role", team.roleName],
          ["Since", showDay(team.createdAt)],
        ]}
      />
      {team.kind === "personal" ? (
        <p>
          This is your personal workspace: nobody else sees it. To work with others, make a team under <Link to={paths.mine}>your teams</Link>.
        </p>
      ) : (
        <Leave />
      )}
    </TeamPage>
  );
}

/** By an attribute, and not a style, which the policy of the site would not take from the server's pages. */
function Colour({ team }: { team: Team }) {
  return team.accentColor === null ? null : (
    <p>
      <svg width="96" height="6" role="img" aria-label={`Colour of ${team.name}`}>
        <rect width="96" height="6" rx="3" fill={team.accentColor} />
      </svg>
    </p>
  );
}

function Leave() {
  const navigate = useNavigate();
  return (
    <>
      <h2>Leave the team</h2>
      <p>You lose access at once, and can come back by a new invitation only.</p>
      <LeaveButton onLeft={() => navigate(`${paths.mine}?done=left`)} />
    </>
  );
}
