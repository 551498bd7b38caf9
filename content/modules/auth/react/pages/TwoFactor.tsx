import { Link, useSearchParams } from "react-router";
import * as v from "valibot";
import { Alert, Button, CheckboxField, Form, Page, TextField, useForm } from "#host";
import { api } from "../api/client";
import { useSecondFactor, useSettings } from "../api/queries";
import * as fields from "../fields";
import { useGoOn } from "../goOn";
import { append, paths } from "../paths";

/** The second step of a login. */
export default function TwoFactor() {
  const { isPending } = useSecondFactor();
  const [search] = useSearchParams();
  const returnUrl = search.get("returnUrl");
  return (
    <Page title="Two-factor login" narrow robots="noindex">
      {isPending ? <CodeForm returnUrl={returnUrl} /> : <Alert kind="warning">That took too long. Please start the login again.</Alert>}
      <p>
        <Link to={append(paths.login, returnUrl)}>Start the login again</Link>
      </p>
    </Page>
  );
}

const schema = v.object({ code: fields.required, trustBrowser: v.boolean() });

function CodeForm({ returnUrl }: { returnUrl: string | null }) {
  const settings = useSettings();
  const goOn = useGoOn(returnUrl);
  const form = useForm({
    schema,
    values: { code: "", trustBrowser: false },
    send: async (body) => {
      await api.POST("/api/auth/login/second-factor", { body });
      await goOn("done");
    },
  });
  return (
    <Form form={form}>
      <TextField
        name="code"
        label="Code"
        autoComplete="one-time-code"
        hint="The one that your authenticator app shows now, or a recovery code."
        maxLength={fields.longestCode}
        required
      />
      {settings.trustedBrowserDays > 0 && (
        <CheckboxField name="trustBrowser" label={`Do not ask for a code in this browser for ${settings.trustedBrowserDays} days`} />
      )}
      <Button type="submit">Log in</Button>
    </Form>
  );
}
