import { Link, useNavigate } from "react-router";
import * as v from "valibot";
import { Badge, Button, DataTable, Form, Page, TextField, useAccount, useForm } from "#host";
import { Done } from "../../../auth/react/parts/Done";
import { Submit } from "../../../auth/react/parts/Submit";
import { showTime } from "../../../auth/react/times";
import { api, bodyOf } from "../api/client";
import { downloadTeam } from "../api/download";
import { type MyTeam, useMyTeams, useRefresh } from "../api/queries";
import { longest } from "../longest";
import { useAction } from "../parts/useAction";
import { paths } from "../paths";

export function Component() {
  const { teams, canCreate, reason } = useMyTeams();
  const { busy, refusal, run } = useAction();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const restore = async (team: MyTeam) => {
    await api.POST("/api/teams/{team}/restore", { params: { path: { team: team.slug } } });
    await refresh();
    await navigate(paths.team(team.slug));
  };
  return (
    <Page heading="Your teams" robots="noindex">
      {refusal}
      <Done
        says={{
          left: "You have left the team.",
          deleted: "The team is deleted. Until it is purged you can restore it.",
          declined: "The invitation is turned down.",
        }}
      />
      <DataTable
        label="Your teams"
        columns={[
          { header: "Team", cell: (team) => (team.state === "deleted" ? team.name : <Link to={paths.team(team.slug)}>{team.name}</Link>), isRowHeader: true },
          { header: "Address", cell: (team) => team.slug },
          { header: "Your role", cell: (team) => team.roleName },
          { header: "State", cell: (team) => <State team={team} busy={busy} onRestore={() => void run(team.id, () => restore(team))} onDownload={() => void run(`${team.id} copy`, () => downloadTeam(team.slug))} /> },
        ]}
        rows={teams}
        keyOf={(team) => team.id}
      />
      {teams.length === 0 && <p>You are in no team yet. Make one, or follow the link in an invitation.</p>}
      <div className="narrow">
        <h2>New team</h2>
        {canCreate ? <NewTeam /> : <p>{reason}</p>}
      </div>
    </Page>
  );
}

function State({ team, busy, onRestore, onDownload }: { team: MyTeam; busy: string | undefined; onRestore: () => void; onDownload: () => void }) {
  const { user } = useAccount();
  switch (team.state) {
    case "deleted":
      return (
        <>
          <Badge kind="danger">Deleted</Badge>
          {team.purgeAt !== null && <p className="small muted">Purged on {showTime(team.purgeAt, user?.timeZone)}</p>}
          <Button kind="quiet" isBusy={busy === team.id} onClick={onRestore}>
            Restore<span className="visually-hidden"> {team.name}</span>
          </Button>
          <Button kind="quiet" isBusy={busy === `${team.id} copy`} onClick={onDownload}>
            Download a copy<span className="visually-hidden"> of {team.name}</span>
          </Button>
        </>
      );
    case "suspended":
      return <Badge kind="warning">Suspended</Badge>;
    default:
      return <Badge kind="success">{team.kind === "personal" ? "Personal" : "Active"}</Badge>;
  }
}

// What a name and an address have to be the server says, with the whole rule.
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
      await navigate(paths.team(slug));
    },
  });
  return (
    <Form of={form}>
      <TextField name="name" label="Name" autoComplete="organization" maxLength={longest.name} required />
      <TextField name="slug" label="Address" autoComplete="off" hint="Small letters, digits and dashes, as in acme-labs. Empty makes one of the name." maxLength={longest.slug} />
      <Submit>Make the team</Submit>
    </Form>
  );
}
