import * as v from "valibot";
import { Form, useForm } from "#host";
import { api } from "../../api/client";
import { useEmailChange, useRefresh } from "../../api/queries";
import * as fields from "../../fields";
import { AccountPage } from "../../parts/account/AccountPage";
import { EmailField } from "../../parts/EmailField";
import { useSensitive } from "../../SensitiveActions";
import { Submit } from "../../parts/Submit";

const schema = v.object({ email: fields.email });

export function Component() {
  const { pending } = useEmailChange();
  const refresh = useRefresh();
  const sensitive = useSensitive();
  const form = useForm({
    schema,
    defaultValues: { email: "" },
    onSubmit: async (body) => {
      await sensitive(() => api.POST("/api/auth/change-email", { body }));
      form.reset();
      await refresh();
    },
  });
  return (
    <AccountPage heading="E-mail address">
      {pending && (
        <p role="status">
          Your account waits for {pending.newEmail} to be confirmed: follow the link in the message that we sent there. Until then {pending.oldEmail} stays.
        </p>
      )}
      <Form of={form}>
        <EmailField label="New e-mail address" autoComplete="email" hint="We send a link there, and a notice to the present address." />
        <Submit>Change the address</Submit>
      </Form>
    </AccountPage>
  );
}
