import { Link, Navigate, useNavigate, useSearchParams } from "react-router";
import * as v from "valibot";
import { Button, CheckboxField, Form, Page, useAccount, useForm } from "#host";
import { api } from "../api/client";
import { useSettings } from "../api/queries";
import { localUrl, paths } from "../paths";

const schema = v.object({ acceptTerms: v.boolean() });

/** Asks for agreement to terms that have changed since the user agreed. */
export default function Terms() {
  const { terms } = useSettings();
  const account = useAccount();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const next = localUrl(search.get("returnUrl")) ?? paths.start;
  const form = useForm({
    schema,
    values: { acceptTerms: false },
    send: async (body) => {
      await api.POST("/api/auth/accept-terms", { body });
      await account.reload();
      await navigate(next, { replace: true });
    },
  });
  return (
    <Page title="The terms have changed" narrow robots="noindex">
      <p className="lead">
        Please read the <a href={terms?.url}>terms</a> and agree to them, to go on.
      </p>
      <Form form={form}>
        <CheckboxField name="acceptTerms" label="I agree to the terms" />
        <Button type="submit">Go on</Button>
      </Form>
      <p>
        If you do not agree, you can <Link to={paths.data}>download your data</Link>, <Link to={paths.delete}>delete your account</Link> or{" "}
        <Link to={paths.logout}>log out</Link>.
      </p>
    </Page>
  );
}
