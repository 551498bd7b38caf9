import { Link, useNavigate } from "react-router";
import * as v from "valibot";
import { CheckboxField, FileField, Form, TextField, useForm } from "#host";
import { ActionForm } from "../../../../auth/react/parts/ActionForm";
import { Done, useSayDone } from "../../../../auth/react/parts/Done";
import { Submit } from "../../../../auth/react/parts/Submit";
import { api } from "../../api/client";
import { pictureTypes, setLogo } from "../../api/logo";
import { useForget, useRefresh, useTeam } from "../../api/queries";
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
  return (
    <>
      <Done says={{ saved: "Saved." }} />
      <SettingsForm />
      <h2>Logo</h2>
      <LogoForms />
      {team.kind === "team" && team.permissions.includes(permissions.delete) && (
        <>
          <h2>Copy and deletion</h2>
          <p>
            <Link to={paths.delete(team.slug)}>Download a copy of the team's data, or delete the team</Link>
          </p>
        </>
      )}
    </>
  );
}

const schema = v.object({ name: v.string(), slug: v.string(), accentColor: v.string(), allowOtherAddresses: v.boolean() });

function SettingsForm() {
  const team = useTeam();
  const refresh = useRefresh();
  const forget = useForget();
  const sayDone = useSayDone();
  const navigate = useNavigate();
  const form = useForm({
    schema,
    defaultValues: { name: team.name, slug: team.slug, accentColor: team.accentColor ?? "", allowOtherAddresses: team.allowOtherAddresses },
    onSubmit: async (body) => {
      sayDone();
      await api.PUT("/api/teams/{team}", { params: { path: { team: team.slug } }, body });
      const slug = body.slug.normalize("NFKC").trim().toLowerCase(); // As the server reads it.
      await (slug === team.slug ? refresh() : forget());
      await navigate(`${paths.settings(slug)}?done=saved`, { replace: true });
    },
  });
  return (
    <Form of={form}>
      <TextField name="name" label="Name" autoComplete="organization" maxLength={longest.name} required />
      <TextField name="slug" label="Address" autoComplete="off" hint="Small letters, digits and dashes. The earlier address leads to the new one." maxLength={longest.slug} required />
      <TextField name="accentColor" label="Colour" autoComplete="off" hint="As in #1a2b3c; empty for the colour of the site." maxLength={longest.color} />
      <CheckboxField name="allowOtherAddresses" label="People may join with another e-mail address than the invited one" />
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
function UploadForm({ onUpload }: { onUpload: (file: File) => Promise<void> }) {
  const { logoMaxKb } = useTeam();
  const form = useForm({
    // Too large a file is not sent first: the way there could take long.
    schema: v.object({
      logo: v.pipe(
        v.array(v.file(noLogo)),
        v.minLength(1, noLogo),
        v.check(([file]) => (file?.size ?? 0) <= logoMaxKb * 1024, `Please choose a picture of no more than ${logoMaxKb} kB.`),
      ),
    }),
    defaultValues: { logo: [] },
    onSubmit: async ({ logo: [file] }) => {
      if (file) {
        await onUpload(file);
      }
    },
  });
  return (
    <Form of={form}>
      <FileField name="logo" label="Logo" accept={pictureTypes.join(",")} hint={`PNG, JPEG, GIF or WebP, up to ${logoMaxKb} kB.`} />
      <Submit kind="secondary">Upload</Submit>
    </Form>
  );
}
