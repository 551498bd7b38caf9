import { Link, useNavigate } from "react-router";
import { Facts, useAccount } from "#host";
import { Done } from "../../../../auth/react/parts/Done";
import { showTime } from "../../../../auth/react/times";
import { api } from "../../api/client";
import { useForget, useTeam } from "../../api/queries";
import { AskedButton } from "../../parts/AskedButton";
import { Logo } from "../../parts/Logo";
import { TeamPage } from "../../parts/TeamPage";
import { useAction } from "../../parts/useAction";
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
        <Leave />
      )}
    </>
  );
}

function Leave() {
  const team = useTeam();
  const forget = useForget();
  const navigate = useNavigate();
  const { busy, refusal, run } = useAction();
  const leave = async () => {
    await api.POST("/api/teams/{team}/leave", { params: { path: { team: team.slug } } });
    await navigate(`${paths.mine}?done=left`);
    await forget(team.slug);
  };
  return (
    <>
      <h2>Leave the team</h2>
      {refusal}
      <p>You cannot see its contents any more. Somebody has to invite you again.</p>
      <div className="actions">
        <AskedButton action="Leave the team" warning="You cannot see the contents of this team any more." isBusy={busy === "leave"} onConfirm={() => void run("leave", leave)} />
      </div>
    </>
  );
}
