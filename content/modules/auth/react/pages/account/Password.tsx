import * as v from "valibot";
import { Form, useForm } from "#host";
import { api } from "../../api/client";
import { useRefresh } from "../../api/queries";
import * as fields from "../../fields";
import { AccountPage } from "../../parts/account/AccountPage";
import { Done, useSayDone } from "../../parts/Done";
import { PasswordField, usePasswordHint } from "../../parts/PasswordField";
import { Submit } from "../../parts/Submit";
import { UsernameField } from "../../parts/UsernameField";

// Who came by a provider has no current one.
const schema = v.object({ currentPassword: fields.optional, newPassword: fields.required });

export function Component() {
  const hint = usePasswordHint();
  const refresh = useRefresh();
  const sayDone = useSayDone();
  const form = useForm({
    schema,
    defaultValues: { currentPassword: "", newPassword: "" },
    onSubmit: async (body) => {
      sayDone();
      await api.POST("/api/auth/change-password", { body });
      form.reset();
      await refresh();
      sayDone("true");
    },
  });
  return (
    <AccountPage heading="Change the password">
      <Done says={{ true: "Your password is changed, and all other devices are logged out." }} />
      <Form of={form}>
        <UsernameField />
        <PasswordField name="currentPassword" label="Current password" autoComplete="current-password" />
        <PasswordField name="newPassword" label="New password" autoComplete="new-password" hint={hint} required />
        <p className="field-hint">All other devices are logged out by this.</p>
        <Submit>Change the password</Submit>
      </Form>
    </AccountPage>
  );
}
