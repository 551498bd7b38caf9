import { Link, useNavigate, useSearchParams } from "react-router";
import * as v from "valibot";
import { Button, Form, Page, TextField, useAccount, useForm } from "#host";
import { api } from "../api/client";
import { useSettings } from "../api/queries";
import * as fields from "../fields";
import { Done } from "../parts/Done";
import { PasskeySignIn } from "../parts/PasskeySignIn";
import { ProviderButtons } from "../parts/ProviderButtons";
import { append, paths } from "../paths";
import { useSignedIn } from "../signedIn";

const schema = v.object({ email: fields.email, password: fields.required });

export default function Login() {
  const settings = useSettings();
  const [search] = useSearchParams();
  const returnUrl = search.get("returnUrl");
  const goOn = useGoOn(returnUrl);
  const form = useForm({
    schema,
    values: { email: "", password: "" },
    send: async (values) => goOn((await api.post("/api/auth/login", values)).next),
  });

  return (
    <Page title="Log in" narrow robots="noindex">
      <Done
        says={{
          verified: "Your address is confirmed. You can log in now.",
          reset: "Your password is changed, and all devices are logged out. Log in with the new one.",
          email: "Your address is changed. Log in with the new one.",
          deleted: "Your account is closed. The message that we sent says when it is erased; log in before then to keep it.",
        }}
      />
      <Form form={form}>
        <TextField name="email" label="E-mail address" type="email" autoComplete="username" maxLength={fields.longestEmail} required />
        <TextField name="password" label="Password" type="password" autoComplete="current-password" maxLength={settings.password.maxLength} required />
        <Button type="submit">Log in</Button>
      </Form>
      <p>
        <Link to={paths.forgotPassword}>Forgot your password?</Link>
      </p>
      <PasskeySignIn goOn={goOn} />
      <ProviderButtons label="Log in with" purpose="sign-in" returnUrl={returnUrl} />
      {settings.loginByCode && (
        <p>
          <Link to={append(paths.loginCode, returnUrl)}>Log in by a code that we mail to you</Link>
        </p>
      )}
      {settings.registration !== "closed" && (
        <p>
          No account yet? <Link to={append(paths.signUp, returnUrl)}>Sign up</Link>
        </p>
      )}
    </Page>
  );
}
