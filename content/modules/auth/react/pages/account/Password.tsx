import { useNavigate } from "react-router";
import * as v from "valibot";
import { Button, Form, TextField, useForm, useSignedIn } from "#host";
import { api } from "../../api/client";
import { useSettings } from "../../api/queries";
import * as fields from "../../fields";
import { AccountPage } from "../../parts/AccountPage";
import { Done } from "../../parts/Done";
import { UsernameField } from "../../parts/UsernameField";
import { paths } from "../../paths";

const schema = v.object({ currentPassword: fields.text, newPassword: fields.required });

export default function Password() {
  const settings = useSettings();
  const user = useSignedIn();
  const navigate = useNavigate();
  const form = useForm({
    schema,
    values: { currentPassword: "", newPassword: "" },
    send: async (body) => {
      await api.POST("/api/auth/change-password", { body });
      form.reset();
      await navigate(`${paths.password}?done=true`, { replace: true });
    },
  });
  return (
    <AccountPage title="Change the password">
      <Done says={{ true: "Your password is changed, and all other devices are logged out." }} />
      <Form form={form}>
        <UsernameField email={user.email} />
        <TextField name="currentPassword" label="Current password" type="password" autoComplete="current-password" maxLength={settings.password.maxLength} />
        <TextField
          name="newPassword"
          label="New password"
          type="password"
          autoComplete="new-password"
          hint={`${settings.password.minLength} characters or more.`}
          maxLength={settings.password.maxLength}
          required
        />
        <p className="field-hint">All other devices are logged out by this.</p>
        <Button type="submit">Change the password</Button>
      </Form>
    </AccountPage>
  );
}
