import { Link, useNavigate } from "react-router";
import * as v from "valibot";
import { Alert, Facts, Failure, Form, Loading, Page, Problem, useForm } from "#host";
import { api, bodyOf } from "../api/client";
import { usePendingSignUp } from "../api/external";
import { type PendingSignUp, useSettings } from "../api/queries";
import * as fields from "../fields";
import { EmailField } from "../parts/EmailField";
import { NameField } from "../parts/NameField";
import { Submit } from "../parts/Submit";
import { TermsField } from "../parts/TermsField";
import { useGoOn } from "../parts/useGoOn";
import { paths } from "../paths";

/** Where the callback leads when nobody has the provider's account yet: no account is made without a word. */
export function Component() {
  const { data: pending, error, isPending, refetch } = usePendingSignUp();
  return (
    <Page heading="Sign up" narrow robots="noindex">
      {isPending && <Loading />}
      {error && (error instanceof Problem && error.code === "sign_in_expired" ? <Alert kind="warning">{error.message}</Alert> : <Failure error={error} onRetry={refetch} />)}
      {pending && <SignUpForm pending={pending} />}
      <p>
        Do you have an account? <Link to={paths.login}>Log in</Link> and add the provider there.
      </p>
    </Page>
  );
}

function SignUpForm({ pending }: { pending: PendingSignUp }) {
  const { terms } = useSettings();
  const goOn = useGoOn();
  const navigate = useNavigate();
  const form = useForm({
    schema: v.object({ email: pending.isEmailVerified ? fields.optional : fields.email, name: fields.optional, acceptTerms: v.boolean() }),
    defaultValues: { email: pending.email ?? "", name: pending.name, acceptTerms: false },
    onSubmit: async (body) => {
      const { next, returnUrl } = await bodyOf(api.POST("/api/auth/external-sign-up", { body }));
      await (next === "check-mail" ? navigate(paths.checkMail) : goOn(next, returnUrl));
    },
  });
  return (
    <>
      <p className="lead">There is no account for your {pending.providerName} account yet. Make one?</p>
      <Form of={form}>
        {pending.isEmailVerified ? <Facts items={[["E-mail address", pending.email]]} /> : <EmailField autoComplete="email" hint="We send you a link to confirm it." />}
        <NameField />
        {terms && <TermsField url={terms.url} />}
        <Submit>Sign up</Submit>
      </Form>
    </>
  );
}
