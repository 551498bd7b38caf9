import { Link, useNavigate } from "react-router";
import * as v from "valibot";
import { Alert, Form, Page, useForm } from "#host";
import { api } from "../api/client";
import { useSettings } from "../api/queries";
import * as fields from "../fields";
import { EmailField } from "../parts/EmailField";
import { NameField } from "../parts/NameField";
import { PasswordField, usePasswordHint } from "../parts/PasswordField";
import { ProviderButtons } from "../parts/ProviderButtons";
import { Submit } from "../parts/Submit";
import { TermsField } from "../parts/TermsField";
import { useSearchValue } from "../parts/useSearchValue";
import { append, paths } from "../paths";

export function Component() {
  const { registration } = useSettings();
  const returnUrl = useSearchValue("returnUrl");
  const invitation = useSearchValue("invitation");
  return (
    <Page heading="Sign up" narrow robots="noindex">
      {registration === "closed" && <Alert kind="warning">New accounts cannot be made at the moment.</Alert>}
      {registration === "invite" && !invitation && (
        <Alert kind="warning">An account needs an invitation. Open the link in the one you got, and use the address that it was sent to.</Alert>
      )}
      {registration !== "closed" && (
        <>
          <SignUpForm invitation={invitation} returnUrl={returnUrl} />
          <ProviderButtons label="Sign up with" purpose="sign-in" returnUrl={returnUrl} invitation={invitation} />
        </>
      )}
      <p>
        Do you have an account? <Link to={append(paths.login, returnUrl)}>Log in</Link>
      </p>
    </Page>
  );
}

const schema = v.object({ email: fields.email, name: fields.optional, password: fields.required, acceptTerms: v.boolean() });

function SignUpForm({ invitation, returnUrl }: { invitation: string | undefined; returnUrl: string | undefined }) {
  const { terms } = useSettings();
  const hint = usePasswordHint();
  const navigate = useNavigate();
  const form = useForm({
    schema,
    defaultValues: { email: "", name: "", password: "", acceptTerms: false },
    onSubmit: async (values) => {
      await api.POST("/api/auth/sign-up", { body: { ...values, invitation, returnUrl } });
      await navigate(paths.checkMail);
    },
  });
  return (
    <Form of={form}>
      <EmailField autoComplete="email" />
      <NameField />
      <PasswordField name="password" label="Password" autoComplete="new-password" hint={`${hint} A few words in a row are easy to remember.`} required />
      {terms && <TermsField url={terms.url} />}
      <Submit>Sign up</Submit>
    </Form>
  );
}
