import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import * as v from "valibot";
import { Alert, Button, Form, Page, TextField, useForm } from "#host";
import { api } from "../api/client";
import { useSettings } from "../api/queries";
import * as fields from "../fields";
import { useGoOn } from "../goOn";
import { append, paths } from "../paths";

/** Login by a mailed code: first the address, then the code. */
export default function LoginCode() {
  const settings = useSettings();
  const [search] = useSearchParams();
  const returnUrl = search.get("returnUrl");
  const [email, setEmail] = useState<string>();
  return (
    <Page title="Log in by a code" narrow robots="noindex">
      {!settings.loginByCode && <Alert kind="warning">Login by a mailed code is not offered here. Log in with your password.</Alert>}
      {settings.loginByCode && email === undefined && <AddressForm onSent={setEmail} />}
      {settings.loginByCode && email !== undefined && <CodeForms email={email} returnUrl={returnUrl} />}
      <p>
        <Link to={append(paths.login, returnUrl)}>Log in with your password</Link>
      </p>
    </Page>
  );
}

const address = v.object({ email: fields.email });

function AddressForm({ onSent }: { onSent: (email: string) => void }) {
  const form = useForm({
    schema: address,
    values: { email: "" },
    send: async (body) => {
      await api.POST("/api/auth/login-code", { body });
      onSent(body.email);
    },
  });
  return (
    <>
      <p>Type your address, and we send you a code of six digits.</p>
      <Form form={form}>
        <TextField name="email" label="E-mail address" type="email" autoComplete="username" maxLength={fields.longestEmail} required />
        <Button type="submit">Send the code</Button>
      </Form>
    </>
  );
}

const longestMailedCode = 20;
const code = v.object({ code: fields.required });

function CodeForms({ email, returnUrl }: { email: string; returnUrl: string | null }) {
  const goOn = useGoOn(returnUrl);
  const form = useForm({
    schema: code,
    values: { code: "" },
    send: async (values) => goOn((await api.POST("/api/auth/login-code/verify", { body: { email, code: values.code } })).next),
  });
  const again = useForm({ schema: v.object({}), values: {}, send: async () => {
    await api.POST("/api/auth/login-code", { body: { email } });
    form.reset();
  } });
  return (
    <>
      <p>If {email} has an account, a code is on its way. Type it in this browser within ten minutes.</p>
      <Form form={form}>
        <TextField name="code" label="Code" inputMode="numeric" autoComplete="one-time-code" maxLength={longestMailedCode} required />
        <Button type="submit">Log in</Button>
      </Form>
      <Form form={again}>
        <Button type="submit" kind="secondary">
          Send another code
        </Button>
      </Form>
    </>
  );
}
