import * as v from "valibot";
import { Form, RadioField, TextField, useAccount, useForm } from "#host";
import { api } from "../../api/client";
import { type Profile, useProfile, useRefresh } from "../../api/queries";
import * as fields from "../../fields";
import { AccountPage } from "../../parts/account/AccountPage";
import { Done, useSayDone } from "../../parts/Done";
import { NameField } from "../../parts/NameField";
import { Picture } from "../../parts/account/Picture";
import { Submit } from "../../parts/Submit";

export function Component() {
  const profile = useProfile();
  return (
    <AccountPage heading="Profile">
      <Done says={{ saved: "Saved." }} />
      <ProfileForm profile={profile} />
      <Picture path={profile.avatar} />
    </AccountPage>
  );
}

const schema = v.object({ name: fields.optional, locale: fields.optional, timeZone: fields.optional, theme: v.string() });
const longestLocale = 35;
const longestTimeZone = 64;
const themes = [
  { value: "system", label: "As the device has it" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

function ProfileForm({ profile }: { profile: Profile }) {
  const account = useAccount();
  const refresh = useRefresh();
  const sayDone = useSayDone();
  const form = useForm({
    schema,
    defaultValues: { name: profile.name, locale: profile.locale ?? "", timeZone: profile.timeZone ?? "", theme: profile.theme },
    onSubmit: async (body) => {
      sayDone();
      await api.PUT("/api/auth/profile", { body });
      await account.refresh(); // The colours change at once.
      await refresh();
      sayDone("saved");
    },
  });
  return (
    <Form of={form}>
      <NameField />
      <TextField name="locale" label="Language" autoComplete="language" hint="As in en-GB; empty for the language of the site." maxLength={longestLocale} />
      <TextField name="timeZone" label="Time zone" autoComplete="off" hint="As in Europe/Zurich; empty for UTC." maxLength={longestTimeZone} />
      <RadioField name="theme" label="Colours" options={themes} />
      <Submit>Save</Submit>
    </Form>
  );
}
