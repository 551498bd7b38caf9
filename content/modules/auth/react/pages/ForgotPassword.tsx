import { useState } from "react";
import * as v from "valibot";
import { Alert, Form, Page, useForm } from "#host";
import { api } from "../api/client";
import * as fields from "../fields";
import { Done } from "../parts/Done";
import { EmailField } from "../parts/EmailField";
import { Submit } from "../parts/Submit";

const schema = v.object({ email: fields.email });

export function Component() {
  const [isSent, setIsSent] = useState(false);
  const form = useForm({
    schema,
    defaultValues: { email: "" },
    onSubmit: async (body) => {
      setIsSent(false);
      await api.POST("/api/auth/forgot-password", { body });
      setIsSent(true);
    },
  });
  return (
    <Page heading="Forgot your password?" narrow robots="noindex">
      {isSent ? (
        <Alert kind="success">If the address has an account, the link is on its way. It is good for one hour.</Alert>
      ) : (
        <Done says={{ undone: "Your old address is back, and all devices are logged out. If a stranger changed it, choose a new password now; else log in." }} />
      )}
      <p>Type your address, and we send you a link by which you choose a new password.</p>
      <Form of={form}>
        <EmailField autoComplete="username" />
        <Submit>Send the link</Submit>
      </Form>
    </Page>
  );
}
