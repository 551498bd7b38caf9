import { Navigate, useNavigate } from "react-router";
import { Alert, Page } from "#host";
import { useTeam } from "../../api/queries";
import { DownloadForm } from "../../parts/DownloadForm";
import { LeaveButton } from "../../parts/LeaveButton";
import { paths } from "../../paths";
import { permissions } from "../../permissions";

/** Tells the members of a suspended team why, and what they can do still. */
export function Component() {
  const team = useTeam();
  const navigate = useNavigate();
  if (team.state !== "suspended") {
    return <Navigate to={paths.team(team.slug)} replace />;
  }

  return (
    <Page heading="This team is suspended" lead={`Nobody can work in ${team.name} for now. Nothing of it is lost.`} narrow robots="noindex">
      {team.suspendedReason && <Alert kind="warning">{team.suspendedReason}</Alert>}
      <p>Ask an owner of the team to put it right.</p>
      {team.permissions.includes(permissions.export) && <DownloadForm />}
      {team.kind === "team" && <LeaveButton onLeft={() => navigate(`${paths.mine}?done=left`)} />}
    </Page>
  );
}
