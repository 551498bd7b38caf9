import { Link } from "react-router";
import { Facts, useAccount } from "#host";
import { Done } from "../../../../auth/react/parts/Done";
import { showTime } from "../../../../auth/react/times";
import { useTeam } from "../../api/queries";
import { LeaveTeam } from "../../parts/LeaveTeam";
import { Logo } from "../../parts/Logo";
import { TeamPage } from "../../parts/TeamPage";
import { paths } from "../../paths";

/** Where a team begins. An application that has something better to show puts a page of its own at the same path. */
export function Component() {
  return (
    <TeamPage heading="Overview">
      <Overview />
    </TeamPage>
  );
}

function Overview() {
  const team = useTeam();
  const { user } = useAccount();
  return (
    <>
      <Done says={{ joined: "You have joined the team." }} />
      <Logo team={team} />
      <Facts
        items={[
          ["Address", team.slug],
          ["Your role", team.roleName],
          ["Made on", showTime(team.createdAt, user?.timeZone)],
        ]}
      />
      {team.kind === "personal" ? (
        <p>
          This is your personal workspace. Nobody else gets in. <Link to={paths.mine}>Make a team</Link> to work with others.
        </p>
      ) : (
        <LeaveTeam />
      )}
    </>
  );
}
