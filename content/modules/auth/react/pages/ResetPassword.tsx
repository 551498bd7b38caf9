import { Link } from "react-router";
import * as v from "valibot";
import { Form, Page, useForm } from "#host";
import { api } from "../api/client";
import { useResetLink } from "../api/links";
import * as fields from "../fields";
import { openAnew } from "../openAnew";
import { MailedLink } from "../parts/MailedLink";
import { PasswordField, usePasswordHint } from "../parts/PasswordField";
import { Submit } from "../parts/Submit";
import { UsernameField } from "../parts/UsernameField";
import { useSearchValue } from "../parts/useSearchValue";
import { paths } from "../paths";

/** Where the link for a forgotten password leads. */
export function Component() {
  const token = useSearchValue("token") ?? "";
  const link = useResetLink(token);
  return (
    <Page heading="Choose a new password" narrow robots="noindex">
      <MailedLink link={link} otherwise={<Link to={paths.forgotPassword}>Ask for a new link</Link>}>
        {({ email }) => <PasswordForm email={email} token={token} />}
      </MailedLink>
    </Page>
  );
}

const schema = v.object({ password: fields.required });

function PasswordForm({ email, token }: { email: string; token: string }) {
  const hint = usePasswordHint();
  const form = useForm({
    schema,
    defaultValues: { password: "" },
    onSubmit: async ({ password }) => {
      await api.POST("/api/auth/reset-password", { body: { token, password } });
      openAnew(`${paths.login}?done=reset`);
    },
  });
  return (
    <>
      <p className="lead">For the account {email}.</p>
      <Form of={form}>
        <UsernameField email={email} />
        <PasswordField name="password" label="New password" autoComplete="new-password" hint={hint} required />
        <p className="field-hint">All devices are logged out by this.</p>
        <Submit>Change the password</Submit>
      </Form>
    </>
  );
}
