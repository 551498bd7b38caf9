import { useId, useState } from "react";
import { Link } from "react-router";
import { Badge, Button, DataTable, LinkButton, useAccount } from "#host";
import { Done } from "../../../../auth/react/parts/Done";
import { useSearchValue } from "../../../../auth/react/parts/useSearchValue";
import { showTime } from "../../../../auth/react/times";
import { api } from "../../api/client";
import { type Member, useMembers, useRoles, useTeam } from "../../api/queries";
import { AskedButton } from "../../parts/AskedButton";
import { TeamPage } from "../../parts/TeamPage";
import { useAction } from "../../parts/useAction";
import { paths } from "../../paths";
import { permissions } from "../../permissions";

export function Component() {
  return (
    <TeamPage heading="Members" needs={permissions.readMembers}>
      <Members />
    </TeamPage>
  );
}

function Members() {
  const team = useTeam();
  const after = useSearchValue("after");
  const { members, next } = useMembers(after);
  const { user } = useAccount();
  const { busy, refusal, run } = useAction();
  const at = (member: Member) => ({ params: { path: { team: team.slug, membershipId: member.id } } });
  return (
    <>
      {refusal}
      <Done
        says={{
          role: "The role is changed.",
          disabled: "The member is disabled.",
          enabled: "The member is enabled again.",
          removed: "The member is removed.",
          transferred: "The team is handed over. You are an admin of it now.",
        }}
      />
      <DataTable
        label="Members"
        columns={[
          { header: "Name", cell: (member) => <Name member={member} />, isRowHeader: true },
          { header: "E-mail address", cell: (member) => member.email },
          {
            header: "Role",
            cell: (member) =>
              member.mayChange && team.kind === "team" ? (
                <RoleForm
                  // Anew for another role: the list shows the one that there is.
                  key={`${member.id} ${member.roleId}`}
                  member={member}
                  isBusy={busy === `${member.id} role`}
                  onChange={(roleId) => void run(`${member.id} role`, () => api.PUT("/api/teams/{team}/members/{membershipId}/role", { ...at(member), body: { roleId } }), "role")}
                />
              ) : (
                member.roleName
              ),
          },
          { header: "Joined", cell: (member) => showTime(member.joinedAt, user?.timeZone) },
          {
            header: "Action",
            cell: (member) => (
              <>
                {member.mayChange && !member.isYou && member.state === "active" && (
                  <Button kind="quiet" isBusy={busy === member.id} onClick={() => void run(member.id, () => api.POST("/api/teams/{team}/members/{membershipId}/disable", at(member)), "disabled")}>
                    Disable<span className="visually-hidden"> {member.name}</span>
                  </Button>
                )}
                {member.mayChange && !member.isYou && member.state === "disabled" && (
                  <Button kind="quiet" isBusy={busy === member.id} onClick={() => void run(member.id, () => api.POST("/api/teams/{team}/members/{membershipId}/enable", at(member)), "enabled")}>
                    Enable<span className="visually-hidden"> {member.name}</span>
                  </Button>
                )}
                {member.mayRemove && (
                  <AskedButton
                    action={`Remove ${member.name}`}
                    warning={`${member.name} cannot see the contents of this team any more.`}
                    kind="quiet"
                    isBusy={busy === `${member.id} remove`}
                    onConfirm={() => void run(`${member.id} remove`, () => api.DELETE("/api/teams/{team}/members/{membershipId}", at(member)), "removed")}
                  >
                    Remove<span className="visually-hidden"> {member.name}</span>
                  </AskedButton>
                )}
              </>
            ),
          },
        ]}
        rows={members}
        keyOf={(member) => member.id}
      />
      {next !== null && (
        <p>
          <Link to={`${paths.members(team.slug)}?after=${next}`}>Further members</Link>
        </p>
      )}
      {team.kind === "team" && team.permissions.includes(permissions.invite) && (
        <p>
          <LinkButton to={paths.invitations(team.slug)}>Invite people</LinkButton>
        </p>
      )}
      {team.kind === "team" && team.permissions.includes(permissions.transfer) && (members.length > 1 || after !== undefined) && (
        <p>
          <Link to={paths.transfer(team.slug)}>Hand the team over</Link>
        </p>
      )}
    </>
  );
}

function Name({ member }: { member: Member }) {
  return (
    <>
      {member.name} {member.isYou && <Badge kind="success">You</Badge>} {member.state === "disabled" && <Badge kind="warning">Disabled</Badge>}
    </>
  );
}

function RoleForm({ member, isBusy, onChange }: { member: Member; isBusy: boolean; onChange: (roleId: string) => void }) {
  const { roles } = useRoles();
  const id = useId();
  const [roleId, setRoleId] = useState(member.roleId);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onChange(roleId);
      }}
    >
      <label className="visually-hidden" htmlFor={id}>
        Role of {member.name}
      </label>
      <select className="input" id={id} value={roleId} onChange={(event) => setRoleId(event.target.value)}>
        {roles
          .filter((role) => role.mayGive || role.id === member.roleId)
          .map((role) => (
            <option key={role.id} value={role.id}>
              {role.name}
            </option>
          ))}
      </select>
      <Button type="submit" kind="quiet" isBusy={isBusy}>
        Change<span className="visually-hidden"> the role of {member.name}</span>
      </Button>
    </form>
  );
}
