import { useState } from "react";
import * as v from "valibot";
import { Alert, Button, Form, Page, TextField, useForm } from "#host";
import { api } from "../api/client";
import * as fields from "../fields";

const schema = v.object({ email: fields.email });

/** Where a sign-up leads to, whatever has become of it; the link is sent again from here. */
export default function CheckMail() {
  const [isSent, setIsSent] = useState(false);
  const form = useForm({
    schema,
    values: { email: "" },
    send: async (body) => {
      setIsSent(false);
      await api.POST("/api/auth/resend-verification", { body });
      setIsSent(true);
    },
  });
  return (
    <Page title="Check your mail" narrow robots="noindex">
      <p className="lead">We have sent you a message. Follow the link in it to confirm your address.</p>
      {isSent && <Alert kind="success">If an account waits for its address to be confirmed, the link is on its way.</Alert>}
      <h2>Nothing arrived?</h2>
      <p>Look into the folder for unwanted mail, or have the link sent again.</p>
      <Form form={form}>
        <TextField name="email" label="E-mail address" type="email" autoComplete="email" maxLength={fields.longestEmail} required />
        <Button type="submit" kind="secondary">
          Send it again
        </Button>
      </Form>
    </Page>
  );
}
