import { Link, Navigate } from "react-router";
import * as v from "valibot";
import { Alert, CheckboxField, Form, Page, useAccount, useForm } from "#host";
import { api } from "../api/client";
import { useSecondFactor, useSettings } from "../api/queries";
import * as fields from "../fields";
import { CodeField } from "../parts/CodeField";
import { Submit } from "../parts/Submit";
import { useGoOn } from "../parts/useGoOn";
import { useSearchValue } from "../parts/useSearchValue";
import { append, localUrl, paths } from "../paths";

/** The second step of a login. */
export function Component() {
  const { isPending } = useSecondFactor();
  const { user } = useAccount();
  const returnUrl = useSearchValue("returnUrl");
  if (!isPending && user) {
    return <Navigate to={localUrl(returnUrl) ?? paths.start} replace />;
  }

  return (
    <Page heading="Two-factor login" narrow robots="noindex">
      {isPending ? <CodeForm returnUrl={returnUrl} /> : <Alert kind="warning">That took too long. Please start the login again.</Alert>}
      <p>
        <Link to={append(paths.login, returnUrl)}>Start the login again</Link>
      </p>
    </Page>
  );
}

const schema = v.object({ code: fields.required, trustBrowser: v.boolean() });

function CodeForm({ returnUrl }: { returnUrl: string | undefined }) {
  const { trustedBrowserDays } = useSettings();
  const goOn = useGoOn();
  const form = useForm({
    schema,
    defaultValues: { code: "", trustBrowser: false },
    onSubmit: async (body) => {
      await api.POST("/api/auth/login/second-factor", { body });
      await goOn("done", returnUrl);
    },
  });
  return (
    <Form of={form}>
      <CodeField hint="The one that your authenticator app shows now, or a recovery code." />
      {trustedBrowserDays > 0 && <CheckboxField name="trustBrowser" label={`Do not ask for a code in this browser for ${trustedBrowserDays} days`} />}
      <Submit>Log in</Submit>
    </Form>
  );
}
