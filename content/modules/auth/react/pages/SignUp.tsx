import { Link, useNavigate, useSearchParams } from "react-router";
import * as v from "valibot";
import { Alert, Button, Form, Page, TextField, useForm } from "#host";
import { api } from "../api/client";
import { useSettings } from "../api/queries";
import * as fields from "../fields";
import { ProviderButtons } from "../parts/ProviderButtons";
import { TermsField } from "../parts/TermsField";
import { append, paths } from "../paths";

export default function SignUp() {
  const settings = useSettings();
  const [search] = useSearchParams();
  const returnUrl = search.get("returnUrl");
  const invitation = search.get("invitation");
  return (
    <Page title="Sign up" narrow robots="noindex">
      {settings.registration === "closed" && <Alert kind="warning">New accounts cannot be made at the moment.</Alert>}
      {settings.registration === "invite" && !invitation && (
        <Alert kind="warning">An account needs an invitation. Open the link in the one you got, and use the address that it was sent to.</Alert>
      )}
      {settings.registration !== "closed" && (
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

const schema = v.object({ email: fields.email, name: fields.text, password: fields.required, acceptTerms: v.boolean() });

function SignUpForm({ invitation, returnUrl }: { invitation: string | null; returnUrl: string | null }) {
  const settings = useSettings();
  const navigate = useNavigate();
  const form = useForm({
    schema,
    values: { email: "", name: "", password: "", acceptTerms: false },
    send: async (values) => {
      await api.POST("/api/auth/sign-up", { body: { ...values, invitation, returnUrl } });
      await navigate(paths.checkMail);
    },
  });
  return (
    <Form form={form}>
      <TextField name="email" label="E-mail address" type="email" autoComplete="email" maxLength={fields.longestEmail} required />
      <TextField name="name" label="Name" autoComplete="name" hint="What others call you. You may leave it empty." maxLength={settings.nameMaxLength} />
      <TextField
        name="password"
        label="Password"
        type="password"
        autoComplete="new-password"
        hint={`${settings.password.minLength} characters or more. A few words in a row are easy to remember.`}
        maxLength={settings.password.maxLength}
        required
      />
      {settings.terms && <TermsField url={settings.terms.url} />}
      <Button type="submit">Sign up</Button>
    </Form>
  );
}
