import { Link, useNavigate } from "react-router";
import * as v from "valibot";
import { Button, DataTable, Form, TextField, useForm } from "#host";
import { Done } from "../../../../auth/react/parts/Done";
import { Submit } from "../../../../auth/react/parts/Submit";
import { useSearchValue } from "../../../../auth/react/parts/useSearchValue";
import { api } from "../../api/client";
import { type Role, useRefresh, useRoles, useTeam } from "../../api/queries";
import { longest } from "../../longest";
import { ChecksField } from "../../parts/Fields";
import { TeamPage } from "../../parts/TeamPage";
import { useAction } from "../../parts/useAction";
import { paths } from "../../paths";
import { permissions } from "../../permissions";

export function Component() {
  return (
    <TeamPage heading="Roles" needs={permissions.readMembers}>
      <Roles />
    </TeamPage>
  );
}

function Roles() {
  const team = useTeam();
  const { roles, permissions: all, areOffered } = useRoles();
  const { busy, refusal, run } = useAction();
  const asked = useSearchValue("role");
  const mayManage = areOffered && team.permissions.includes(permissions.manageRoles);
  const isOwn = (role: Role) => mayManage && !role.isBuiltIn && role.mayGive;
  const edited = roles.find((role) => role.id === asked && isOwn(role));
  return (
    <>
      {refusal}
      <Done says={{ made: "The role is made.", saved: "Saved.", deleted: "The role is deleted." }} />
      <DataTable
        label="What each role may do"
        columns={[
          { header: "Role", cell: (role) => role.name, isRowHeader: true },
          { header: "It may", cell: (role) => all.filter((one) => role.permissions.includes(one.key)).map((one) => one.title).join(" · ") || "Nothing of this list" },
          ...(mayManage
            ? [
                {
                  header: "Action",
                  cell: (role: Role) =>
                    isOwn(role) && (
                      <>
                        <Link to={`${paths.roles(team.slug)}?role=${role.id}`}>
                          Change<span className="visually-hidden"> {role.name}</span>
                        </Link>
                        <Button
                          kind="quiet"
                          isBusy={busy === role.id}
                          onClick={() => void run(role.id, () => api.DELETE("/api/teams/{team}/roles/{roleId}", { params: { path: { team: team.slug, roleId: role.id } } }), "deleted")}
                        >
                          Delete<span className="visually-hidden"> {role.name}</span>
                        </Button>
                      </>
                    ),
                },
              ]
            : []),
        ]}
        rows={roles}
        keyOf={(role) => role.id}
      />
      {mayManage && (
        <>
          <h2>{edited ? "Change the role" : "New role"}</h2>
          <RoleForm key={edited?.id} role={edited} />
        </>
      )}
    </>
  );
}

const schema = v.object({ name: v.string(), permissions: v.array(v.string()) });

function RoleForm({ role }: { role: Role | undefined }) {
  const team = useTeam();
  const { permissions: all } = useRoles();
  const refresh = useRefresh();
  const navigate = useNavigate();
  // Nobody gives what they do not have, and what is for owners no role holds.
  const choices = all.filter((one) => !one.isForOwners && team.permissions.includes(one.key)).map((one) => ({ value: one.key, label: one.title }));
  const form = useForm({
    schema,
    defaultValues: { name: role?.name ?? "", permissions: role?.permissions ?? [] },
    onSubmit: async (body) => {
      const path = { team: team.slug };
      if (role) {
        await api.PUT("/api/teams/{team}/roles/{roleId}", { params: { path: { ...path, roleId: role.id } }, body });
      } else {
        await api.POST("/api/teams/{team}/roles", { params: { path }, body });
        form.reset();
      }

      await refresh();
      await navigate(`${paths.roles(team.slug)}?done=${role ? "saved" : "made"}`, { replace: true });
    },
  });
  return (
    <Form of={form}>
      <TextField name="name" label="Name of the role" autoComplete="off" maxLength={longest.roleName} required />
      <ChecksField name="permissions" label="It may" choices={choices} />
      <Submit>{role ? "Save the role" : "Make the role"}</Submit>
    </Form>
  );
}
