import { useState } from "react";
import { Link } from "react-router";
import * as v from "valibot";
import { Alert, Form, Page, TextField, useForm } from "#host";
import { api, bodyOf } from "../api/client";
import { useSettings } from "../api/queries";
import * as fields from "../fields";
import { ActionForm } from "../parts/ActionForm";
import { EmailField } from "../parts/EmailField";
import { Submit } from "../parts/Submit";
import { useGoOn } from "../parts/useGoOn";
import { useSearchValue } from "../parts/useSearchValue";
import { append, paths } from "../paths";

/** Login by a mailed code: first the address, then the code. */
export function Component() {
  const { loginByCode } = useSettings();
  const returnUrl = useSearchValue("returnUrl");
  const [email, setEmail] = useState<string>();
  return (
    <Page heading="Log in by a code" narrow robots="noindex">
      {!loginByCode && <Alert kind="warning">Login by a mailed code is not offered here. Log in with your password.</Alert>}
      {loginByCode && email === undefined && <AddressForm onSent={setEmail} />}
      {loginByCode && email !== undefined && <CodeForm email={email} returnUrl={returnUrl} />}
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
    defaultValues: { email: "" },
    onSubmit: async (body) => {
      await api.POST("/api/auth/login-code", { body });
      onSent(body.email);
    },
  });
  return (
    <>
      <p>Type your address, and we send you a code of six digits.</p>
      <Form of={form}>
        <EmailField autoComplete="username" />
        <Submit>Send the code</Submit>
      </Form>
    </>
  );
}

const longestCode = 20;
const mailed = v.object({ code: fields.required });

function CodeForm({ email, returnUrl }: { email: string; returnUrl: string | undefined }) {
  const goOn = useGoOn();
  const form = useForm({
    schema: mailed,
    defaultValues: { code: "" },
    onSubmit: async ({ code }) => goOn((await bodyOf(api.POST("/api/auth/login-code/verify", { body: { email, code } }))).next, returnUrl),
  });
  const sendAnother = async () => {
    await api.POST("/api/auth/login-code", { body: { email } });
    form.reset();
  };
  return (
    <>
      <p>If {email} has an account, a code is on its way. Type it in this browser within ten minutes.</p>
      <Form of={form}>
        <TextField name="code" label="Code" inputMode="numeric" autoComplete="one-time-code" maxLength={longestCode} required />
        <Submit>Log in</Submit>
      </Form>
      <ActionForm action="Send another code" kind="secondary" onSubmit={sendAnother} />
    </>
  );
}
