import { Link, useNavigate, useSearchParams } from "react-router";
import * as v from "valibot";
import { Button, Form, Page, TextField, useForm } from "#host";
import { api } from "../api/client";
import { useLink } from "../api/links";
import { useSettings } from "../api/queries";
import * as fields from "../fields";
import { MailedLink } from "../parts/MailedLink";
import { UsernameField } from "../parts/UsernameField";
import { paths } from "../paths";

const schema = v.object({ password: fields.required });

/** Where the link for a forgotten password leads. */
export default function ResetPassword() {
  const [search] = useSearchParams();
  const token = search.get("token");
  const link = useLink("/api/auth/reset-password/check", token);
  const settings = useSettings();
  const navigate = useNavigate();
  const form = useForm({
    schema,
    values: { password: "" },
    send: async ({ password }) => {
      await api.POST("/api/auth/reset-password", { body: { token, password } });
      await navigate(`${paths.login}?done=reset`);
    },
  });
  return (
    <Page title="Choose a new password" narrow robots="noindex">
      <MailedLink link={link} otherwise={<Link to={paths.forgotPassword}>Ask for a new link</Link>}>
        {({ email }) => (
          <>
            <p className="lead">For the account {email}.</p>
            <Form form={form}>
              <UsernameField email={email} />
              <TextField
                name="password"
                label="New password"
                type="password"
                autoComplete="new-password"
                hint={`${settings.password.minLength} characters or more.`}
                maxLength={settings.password.maxLength}
                required
              />
              <p className="field-hint">All devices are logged out by this.</p>
              <Button type="submit">Change the password</Button>
            </Form>
          </>
        )}
      </MailedLink>
    </Page>
  );
}
