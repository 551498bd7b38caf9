import { Link } from "react-router";
import * as v from "valibot";
import { Form, Page, useForm } from "#host";
import { api, bodyOf } from "../api/client";
import { useSettings } from "../api/queries";
import * as fields from "../fields";
import { Done } from "../parts/Done";
import { EmailField } from "../parts/EmailField";
import { PasskeyButton } from "../parts/PasskeyButton";
import { PasswordField } from "../parts/PasswordField";
import { ProviderButtons } from "../parts/ProviderButtons";
import { Submit } from "../parts/Submit";
import { useGoOn } from "../parts/useGoOn";
import { useSearchValue } from "../parts/useSearchValue";
import { getPasskey } from "../passkeys";
import { append, paths } from "../paths";

const schema = v.object({ email: fields.email, password: fields.required });

export function Component() {
  const settings = useSettings();
  const returnUrl = useSearchValue("returnUrl");
  const goOn = useGoOn();
  const form = useForm({
    schema,
    defaultValues: { email: "", password: "" },
    onSubmit: async (body) => goOn((await bodyOf(api.POST("/api/auth/login", { body }))).next, returnUrl),
  });
  const logInByPasskey = async () => {
    const credential = await getPasskey(await bodyOf(api.POST("/api/auth/passkeys/sign-in-options")));
    await goOn((await bodyOf(api.POST("/api/auth/passkeys/sign-in", { body: { credential } }))).next, returnUrl);
  };
  return (
    <Page heading="Log in" narrow robots="noindex">
      <Done
        says={{
          verified: "Your address is confirmed. You can log in now.",
          reset: "Your password is changed, and all devices are logged out. Log in with the new one.",
          email: "Your address is changed. Log in with the new one.",
          deleted: "Your account is closed. The message that we sent says when it is erased; log in before then to keep it.",
        }}
      />
      <Form of={form}>
        <EmailField autoComplete="username" />
        <PasswordField name="password" label="Password" autoComplete="current-password" required />
        <Submit>Log in</Submit>
      </Form>
      <p>
        <Link to={paths.forgotPassword}>Forgot your password?</Link>
      </p>
      <PasskeyButton label="Log in with a passkey" run={logInByPasskey} />
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
