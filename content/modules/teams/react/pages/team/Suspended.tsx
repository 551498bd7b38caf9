import { Navigate } from "react-router";
import { Alert, Page } from "#host";
import { useTeam } from "../../api/queries";
import { paths } from "../../paths";

/** Tells the members of a suspended team why. When all is well again, it leads on. */
export function Component() {
  const team = useTeam();
  return team.state === "suspended" ? (
    <Page heading="This team is suspended" lead={`Nobody can work in ${team.name} for now. Nothing of it is lost.`} narrow robots="noindex">
      {team.suspendedReason && <Alert kind="warning">{team.suspendedReason}</Alert>}
      <p>Ask an owner of the team to put it right.</p>
    </Page>
  ) : (
    <Navigate to={paths.team(team.slug)} replace />
  );
}
