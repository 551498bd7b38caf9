import { Link, Navigate } from "react-router";
import { Alert, Page } from "#host";
import { useTeam } from "../../api/queries";
import { LeaveTeam } from "../../parts/LeaveTeam";
import { paths } from "../../paths";
import { permissions } from "../../permissions";

/** Tells the members of a suspended team why, and offers what they can do still. When all is well again, it leads on. */
export function Component() {
  const team = useTeam();
  if (team.state !== "suspended") {
    return <Navigate to={paths.team(team.slug)} replace />;
  }

  return (
    <Page heading="This team is suspended" lead={`Nobody can work in ${team.name} for now. Nothing of it is lost.`} narrow robots="noindex">
      {team.suspendedReason && <Alert kind="warning">{team.suspendedReason}</Alert>}
      {team.links.length === 0 ? (
        <p>Ask an owner of the team to put it right.</p>
      ) : (
        <>
          <p>You can put it right here:</p>
          <ul>
            {team.links.map((link) => (
              <li key={link.path}>
                <Link to={link.path}>{link.title}</Link>
              </li>
            ))}
          </ul>
        </>
      )}
      {team.kind === "team" && (
        <>
          {team.permissions.includes(permissions.delete) && (
            <p>
              <Link to={paths.delete(team.slug)}>Download a copy of the team's data, or delete the team</Link>
            </p>
          )}
          <LeaveTeam />
        </>
      )}
    </Page>
  );
}
