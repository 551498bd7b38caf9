import { useQueryClient } from "@tanstack/react-query";
import * as v from "valibot";
import { Button, Form, TextField, useForm } from "#host";
import { api } from "../../api/client";
import { useEmailChange, useRefresh } from "../../api/queries";
import * as fields from "../../fields";
import { AccountPage } from "../../parts/AccountPage";
import { useSensitive } from "../../parts/Sensitive";

const schema = v.object({ email: fields.email });

export default function Email() {
  const { pending } = useEmailChange();
  const refresh = useRefresh();
  const sensitive = useSensitive();
  const form = useForm({
    schema,
    values: { email: "" },
    send: async (body) => {
      await sensitive(() => api.POST("/api/auth/change-email", { body }));
      form.reset();
      await refresh("email-change");
    },
  });
  return (
    <AccountPage title="E-mail address">
      {pending && (
        <p>
          Your account waits for {pending.newEmail} to be confirmed: follow the link in the message that we sent there. Until then {pending.oldEmail} stays.
        </p>
      )}
      <Form form={form}>
        <TextField
          name="email"
          label="New e-mail address"
          type="email"
          autoComplete="email"
          hint="We send a link there, and a notice to the present address."
          maxLength={fields.longestEmail}
          required
        />
        <Button type="submit">Change the address</Button>
      </Form>
    </AccountPage>
  );
}
