import { Link, useNavigate } from "react-router";
import * as v from "valibot";
import { Card, Form, Problem, TextField, useForm } from "#host";
import { Done } from "../../../../auth/react/parts/Done";
import { Submit } from "../../../../auth/react/parts/Submit";
import { useSearchValue } from "../../../../auth/react/parts/useSearchValue";
import { api } from "../../api/client";
import { type Role, useRefresh, useRoles, useTeam } from "../../api/queries";
import { longest } from "../../longest";
import { AskedButton } from "../../parts/AskedButton";
import { ChecksField } from "../../parts/Fields";
import { TeamPage } from "../../parts/TeamPage";
import { useAction } from "../../parts/useAction";
import { paths } from "../../paths";
import { permissions } from "../../permissions";

export function Component() {
  return (
    <TeamPage heading="Roles" needs={permissions.manageRoles}>
      <Roles />
    </TeamPage>
  );
}

function Roles() {
  const { roles, areOffered } = useRoles();
  const { busy, refusal, run } = useAction();
  const team = useTeam();
  const asked = useSearchValue("edit");
  const edited = roles.find((role) => role.id === asked && !role.isBuiltIn);
  if (asked && !edited) {
    throw new Problem(404, "There is no such role in this team. Choose one of the list.");
  }

  const remove = (role: Role) => run(role.id, () => api.DELETE("/api/teams/{team}/roles/{roleId}", { params: { path: { team: team.slug, roleId: role.id } } }), "deleted");
  return (
    <>
      {refusal}
      <Done says={{ saved: "Saved.", deleted: "The role is deleted." }} />
      <p>A role is what its members may do.</p>
      {roles.map((role) => (
        <Card key={role.id} title={role.name}>
          <Allowed role={role} />
          {!role.isBuiltIn && role.mayGive && areOffered && (
            <div className="actions">
              <Link className="button button-quiet" to={`${paths.roles(team.slug)}?edit=${role.id}`}>
                Change<span className="visually-hidden"> {role.name}</span>
              </Link>
              <AskedButton action={`Delete ${role.name}`} warning="The role is deleted." kind="quiet" isBusy={busy === role.id} onConfirm={() => void remove(role)}>
                Delete<span className="visually-hidden"> {role.name}</span>
              </AskedButton>
            </div>
          )}
        </Card>
      ))}
      {areOffered && (
        <>
          <h2>{edited ? "Change the role" : "New role"}</h2>
          <RoleForm key={edited?.id} role={edited} />
        </>
      )}
    </>
  );
}

function Allowed({ role }: { role: Role }) {
  const { permissions: all } = useRoles();
  return role.permissions.length === 0 ? (
    <p>Sees what the team shows to everybody in it.</p>
  ) : (
    <ul>
      {all
        .filter((one) => role.permissions.includes(one.key))
        .map((one) => (
          <li key={one.key}>{one.title}</li>
        ))}
    </ul>
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
      await navigate(`${paths.roles(team.slug)}?done=saved`, { replace: true });
    },
  });
  return (
    <Form of={form}>
      <TextField name="name" label="Name" autoComplete="off" maxLength={longest.roleName} required />
      <ChecksField name="permissions" label="What its members may do" choices={choices} />
      <Submit>Save</Submit>
    </Form>
  );
}
