import { useState } from "react";
import * as v from "valibot";
import { Alert, Form, Page, useForm } from "#host";
import { api } from "../api/client";
import * as fields from "../fields";
import { EmailField } from "../parts/EmailField";
import { Submit } from "../parts/Submit";

const schema = v.object({ email: fields.email });

/** Where a sign-up leads to, whatever has become of it; the link is sent again from here. */
export function Component() {
  const [isSent, setIsSent] = useState(false);
  const form = useForm({
    schema,
    defaultValues: { email: "" },
    onSubmit: async (body) => {
      setIsSent(false);
      await api.POST("/api/auth/resend-verification", { body });
      setIsSent(true);
    },
  });
  return (
    <Page heading="Check your mail" lead="We have sent you a message. Follow the link in it to confirm your address." narrow robots="noindex">
      {isSent && <Alert kind="success">If an account waits for its address to be confirmed, the link is on its way.</Alert>}
      <h2>Nothing arrived?</h2>
      <p>Look into the folder for unwanted mail, or have the link sent again.</p>
      <Form of={form}>
        <EmailField autoComplete="email" />
        <Submit kind="secondary">Send it again</Submit>
      </Form>
    </Page>
  );
}
