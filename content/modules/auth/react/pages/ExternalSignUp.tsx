import { Link, useNavigate } from "react-router";
import * as v from "valibot";
import { Alert, Button, Facts, Form, Page, TextField, useForm } from "#host";
import { api } from "../api/client";
import { type PendingSignUp, usePendingSignUp, useSettings } from "../api/queries";
import * as fields from "../fields";
import { useGoOn } from "../goOn";
import { TermsField } from "../parts/TermsField";
import { paths } from "../paths";

/** Where the callback leads when nobody has the provider's account yet: no account is made without a word. */
export default function ExternalSignUp() {
  const pending = usePendingSignUp();
  return (
    <Page title="Sign up" narrow robots="noindex">
      {pending.isPending && <Loading />}
      {pending.error && <Alert kind="warning">{sentenceOf(pending.error)}</Alert>}
      {pending.data && <SignUpForm pending={pending.data} />}
      <p>
        Do you have an account? <Link to={paths.login}>Log in</Link> and add the provider there.
      </p>
    </Page>
  );
}
