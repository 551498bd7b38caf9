import { useNavigate } from "react-router";
import * as v from "valibot";
import { Form, TextField, useForm } from "#host";
import { AskedSubmit } from "../../../../auth/react/parts/AskedSubmit";
import { useSensitive } from "../../../../auth/react/parts/SensitiveActions";
import { api } from "../../api/client";
import { useForget, useTeam } from "../../api/queries";
import { longest } from "../../longest";
import { DownloadForm } from "../../parts/DownloadForm";
import { TeamPage } from "../../parts/TeamPage";
import { paths } from "../../paths";
import { permissions } from "../../permissions";

export function Component() {
  return (
    <TeamPage heading="Delete the team" needs={permissions.delete}>
      <h2>Take a copy first</h2>
      <p>A file with all of the team's data.</p>
      <DownloadForm />
      <h2>Delete it</h2>
      <p>The team is closed for everybody at once. Until it is purged, an owner can restore it under “Your teams”.</p>
      <DeleteForm />
    </TeamPage>
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
      await navigate(`${paths.mine}?done=deleted`);
      await forget(team.slug);
    },
  });
  return (
    <Form of={form}>
      <TextField name="confirmName" label="Name of the team" autoComplete="off" hint={`Type ${team.name} to delete it.`} maxLength={longest.name} required />
      <AskedSubmit warning="The team is closed for everybody at once.">Delete the team</AskedSubmit>
    </Form>
  );
}
