import { Link, useNavigate } from "react-router";
import * as v from "valibot";
import { CheckboxField, FileField, Form, TextField, useForm } from "#host";
import { ActionForm } from "../../../../auth/react/parts/ActionForm";
import { Done, useSayDone } from "../../../../auth/react/parts/Done";
import { Submit } from "../../../../auth/react/parts/Submit";
import { api } from "../../api/client";
import { pictureTypes, setLogo } from "../../api/logo";
import { useRefresh, useTeam } from "../../api/queries";
import { longest } from "../../longest";
import { Logo } from "../../parts/Logo";
import { TeamPage } from "../../parts/TeamPage";
import { paths } from "../../paths";
import { permissions } from "../../permissions";

export function Component() {
  return (
    <TeamPage heading="Settings" needs={permissions.update}>
      <Settings />
    </TeamPage>
  );
}

function Settings() {
  const team = useTeam();
  const may = (permission: string) => team.permissions.includes(permission) && team.kind === "team";
  return (
    <>
      <Done says={{ saved: "Saved." }} />
      <SettingsForm />
      <h2>Logo</h2>
      <LogoForms />
      {(may(permissions.transfer) || may(permissions.export) || may(permissions.delete)) && (
        <>
          <h2>Hand over, download, delete</h2>
          <ul>
            {may(permissions.transfer) && (
              <li>
                <Link to={paths.transfer(team.slug)}>Hand the team over</Link>
              </li>
            )}
            {(may(permissions.export) || may(permissions.delete)) && (
              <li>
                <Link to={paths.delete(team.slug)}>Download or delete the team</Link>
              </li>
            )}
          </ul>
        </>
      )}
    </>
  );
}

const schema = v.object({ name: v.string(), slug: v.string(), accentColor: v.string(), allowOtherAddresses: v.boolean() });

function SettingsForm() {
  const team = useTeam();
  const refresh = useRefresh();
  const sayDone = useSayDone();
  const navigate = useNavigate();
  const form = useForm({
    schema,
    defaultValues: { name: team.name, slug: team.slug, accentColor: team.accentColor ?? "", allowOtherAddresses: team.allowOtherAddresses },
    onSubmit: async (body) => {
      sayDone();
      await api.PUT("/api/teams/{team}", { params: { path: { team: team.slug } }, body });
      // What was read before leads to the new address, if there is one.
      await refresh();
      await navigate(`${paths.settings(body.slug.trim().toLowerCase())}?done=saved`, { replace: true });
    },
  });
  return (
    <Form of={form}>
      <TextField name="name" label="Name" autoComplete="off" maxLength={longest.name} required />
      <TextField name="slug" label="Address" autoComplete="off" hint="Part of the team's web address. The earlier one leads to the new one." maxLength={longest.slug} required />
      <TextField name="accentColor" label="Colour" autoComplete="off" hint="As in #1a2b3c. Empty for that of the site." maxLength={longest.color} />
      <CheckboxField name="allowOtherAddresses" label="People may accept an invitation with another address than the invited one" />
      <Submit>Save</Submit>
    </Form>
  );
}

function LogoForms() {
  const team = useTeam();
  const refresh = useRefresh();
  const sayDone = useSayDone();
  const change = async (action: () => Promise<unknown>) => {
    sayDone();
    await action();
    await refresh();
    sayDone("saved");
  };
  return (
    <>
      {team.logo !== null && (
        <>
          <Logo team={team} />
          <ActionForm
            action="Remove the logo"
            kind="secondary"
            onSubmit={() => change(() => api.DELETE("/api/teams/{team}/logo", { params: { path: { team: team.slug } } }))}
          />
        </>
      )}
      {/* Anew for each logo: a browser does not let go of a chosen file. */}
      <UploadForm key={team.logo} onUpload={(file) => change(() => setLogo(team.slug, file))} />
    </>
  );
}

const noLogo = "Please choose a picture: PNG, JPEG, GIF or WebP.";
const upload = v.object({ logo: v.pipe(v.array(v.file(noLogo)), v.minLength(1, noLogo)) });

function UploadForm({ onUpload }: { onUpload: (file: File) => Promise<void> }) {
  const form = useForm({
    schema: upload,
    defaultValues: { logo: [] },
    onSubmit: async ({ logo: [file] }) => {
      if (file) {
        await onUpload(file);
      }
    },
  });
  return (
    <Form of={form}>
      <FileField name="logo" label="Logo" accept={pictureTypes.join(",")} hint="PNG, JPEG, GIF or WebP." />
      <Submit kind="secondary">Upload</Submit>
    </Form>
  );
}
