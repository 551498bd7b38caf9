import { useNavigate } from "react-router";
import * as v from "valibot";
import { Form, TextField, useForm } from "#host";
import { ActionForm } from "../../../../auth/react/parts/ActionForm";
import { AskedSubmit } from "../../../../auth/react/parts/AskedSubmit";
import { useSensitive } from "../../../../auth/react/SensitiveActions";
import { api } from "../../api/client";
import { downloadTeam } from "../../api/download";
import { useForget, useTeam } from "../../api/queries";
import { longest } from "../../longest";
import { TeamPage } from "../../parts/TeamPage";
import { paths } from "../../paths";
import { permissions } from "../../permissions";

export function Component() {
  return (
    <TeamPage heading="Delete the team" needs={permissions.delete} isOpenWhileSuspended>
      <Delete />
    </TeamPage>
  );
}

function Delete() {
  const team = useTeam();
  const sensitive = useSensitive();
  return (
    <>
      <h2>Download a copy</h2>
      <p>A JSON file with all that the team has here: members, settings, the record of changes and its contents.</p>
      <ActionForm action="Download the copy" kind="secondary" onSubmit={() => sensitive(() => downloadTeam(team.slug))} />
      <h2>Delete</h2>
      <p>The team is closed for everybody at once. After {team.graceDays} days everything in it is deleted for good; until then an owner can restore it.</p>
      <DeleteForm />
    </>
  );
}

const schema = v.object({ confirmName: v.string() });

function DeleteForm() {
  const team = useTeam();
  const sensitive = useSensitive();
  const forget = useForget();
  const navigate = useNavigate();
  const form = useForm({
    schema,
    defaultValues: { confirmName: "" },
    onSubmit: async (body) => {
      await sensitive(() => api.POST("/api/teams/{team}/delete", { params: { path: { team: team.slug } }, body }));
      await forget();
      await navigate(`${paths.mine}?done=deleted`);
    },
  });
  return (
    <Form of={form}>
      <TextField name="confirmName" label="Name of the team" autoComplete="off" hint={`Type ${team.name} to delete it.`} maxLength={longest.name} required />
      <AskedSubmit warning="The team is closed for everybody at once.">Delete the team</AskedSubmit>
    </Form>
  );
}
