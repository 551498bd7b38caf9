import { Link, Navigate, useNavigate } from "react-router";
import * as v from "valibot";
import { CheckboxField, Form, Page, useAccount, useForm } from "#host";
import { api } from "../api/client";
import { useSettings } from "../api/queries";
import { Submit } from "../parts/Submit";
import { useSearchValue } from "../parts/useSearchValue";
import { localUrl, paths } from "../paths";

const schema = v.object({ acceptTerms: v.boolean() });

/** Asks for agreement to terms that have changed since the user agreed. */
export function Component() {
  const { terms } = useSettings();
  const { user, refresh } = useAccount();
  const navigate = useNavigate();
  const next = localUrl(useSearchValue("returnUrl")) ?? paths.start;
  const form = useForm({
    schema,
    defaultValues: { acceptTerms: false },
    onSubmit: async (body) => {
      await api.POST("/api/auth/accept-terms", { body });
      await refresh();
      await navigate(next, { replace: true });
    },
  });
  if (!terms || !user?.detour) {
    return <Navigate to={next} replace />;
  }

  return (
    <Page
      heading="The terms have changed"
      lead={
        <>
          Please read the <a href={terms.url}>terms</a> and agree to them, to go on.
        </>
      }
      narrow
      robots="noindex"
    >
      <Form of={form}>
        <CheckboxField name="acceptTerms" label="I agree to the terms" />
        <Submit>Go on</Submit>
      </Form>
      <p>
        If you do not agree, you can <Link to={paths.data}>download your data</Link>, <Link to={paths.delete}>delete your account</Link> or <Link to={paths.logout}>log out</Link>.
      </p>
    </Page>
  );
}
