import { useState } from "react";
import * as v from "valibot";
import { Alert, Button, Form, Page, TextField, useForm } from "#host";
import { api } from "../api/client";
import * as fields from "../fields";
import { Done } from "../parts/Done";

const schema = v.object({ email: fields.email });

export default function ForgotPassword() {
  const [isSent, setIsSent] = useState(false);
  const form = useForm({
    schema,
    values: { email: "" },
    send: async (body) => {
      await api.POST("/api/auth/forgot-password", { body });
      setIsSent(true);
    },
  });
  return (
    <Page title="Forgot your password?" narrow robots="noindex">
      {isSent ? (
        <Alert kind="success">If the address has an account, the link is on its way. It is good for one hour.</Alert>
      ) : (
        <Done says={{ undone: "Your old address is back, and all devices are logged out. If a stranger changed it, choose a new password now; else log in." }} />
      )}
      <p>Type your address, and we send you a link by which you choose a new password.</p>
      <Form form={form}>
        <TextField name="email" label="E-mail address" type="email" autoComplete="username" maxLength={fields.longestEmail} required />
        <Button type="submit">Send the link</Button>
      </Form>
    </Page>
  );
}
