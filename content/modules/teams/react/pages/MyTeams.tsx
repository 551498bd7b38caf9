import { Link, useNavigate } from "react-router";
import * as v from "valibot";
import { Badge, Button, DataTable, Form, Page, TextField, useForm } from "#host";
import { Done } from "../../../auth/react/parts/Done";
import { Submit } from "../../../auth/react/parts/Submit";
import { showDay } from "../../../auth/react/times";
import { api, bodyOf } from "../api/client";
import { type MyTeam, useMyTeams, useRefresh } from "../api/queries";
import { longest } from "../longest";
import { useAction } from "../parts/useAction";
import { paths } from "../paths";

export function Component() {
  const { teams, canCreate, reason } = useMyTeams();
  const { busy, refusal, run } = useAction();
  return (
    <Page heading="Your teams" robots="noindex">
      {refusal}
      <Done
        says={{
          left: "You have left the team.",
          deleted: "The team is deleted. Until it is purged, an owner can restore it here.",
          restored: "The team is restored.",
        }}
      />
      <DataTable
        label="Your teams"
        columns={[
          { header: "Team", cell: (team) => (team.state === "deleted" ? team.name : <Link to={paths.team(team.slug)}>{team.name}</Link>), isRowHeader: true },
          { header: "Role", cell: (team) => team.roleName },
          { header: "State", cell: (team) => <State team={team} /> },
          {
            header: "Action",
            cell: (team) =>
              team.state === "deleted" && (
                <Button kind="quiet" isBusy={busy === team.id} onClick={() => void run(team.id, () => api.POST("/api/teams/{team}/restore", { params: { path: { team: team.slug } } }), "restored")}>
                  Restore<span className="visually-hidden"> {team.name}</span>
                </Button>
              ),
          },
        ]}
        rows={teams}
        keyOf={(team) => team.id}
      />
      <h2>New team</h2>
      {canCreate ? <NewTeam /> : <p>{reason}</p>}
    </Page>
  );
}

function State({ team }: { team: MyTeam }) {
  switch (team.state) {
    case "deleted":
      return <Badge kind="danger">Deleted, until {showDay(team.purgeAt)}</Badge>;
    case "suspended":
      return <Badge kind="warning">Suspended</Badge>;
    default:
      return team.kind === "personal" ? <Badge>Personal</Badge> : null;
  }
}

// The server says what a name and an address have to be; an empty name it refuses with the whole rule.
const schema = v.object({ name: v.string(), slug: v.string() });

function NewTeam() {
  const navigate = useNavigate();
  const refresh = useRefresh();
  const form = useForm({
    schema,
    defaultValues: { name: "", slug: "" },
    onSubmit: async (body) => {
      const { slug } = await bodyOf(api.POST("/api/teams", { body }));
      await refresh();
      await navigate(`${paths.team(slug)}?done=made`);
    },
  });
  return (
    <Form of={form}>
      <TextField name="name" label="Name" autoComplete="off" maxLength={longest.name} required />
      <TextField
        name="slug"
        label="Address"
        autoComplete="off"
        hint="Part of the team's web address, as in acme-labs. Left empty, it is made of the name."
        maxLength={longest.slug}
      />
      <Submit>Make the team</Submit>
    </Form>
  );
}
