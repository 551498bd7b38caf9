import { Link, useParams, useSearchParams } from "react-router";
import * as v from "valibot";
import { Alert, Button, Form, Page, useAccount, useForm } from "#host";
import { api } from "../api/client";
import { useProvider } from "../api/queries";
import { useStart } from "../api/external";
import { paths } from "../paths";

/** The step before a provider, and where its callback leads to when nothing came of it. */
export default function External() {
  const { provider = "" } = useParams();
  const [search] = useSearchParams();
  const { displayName, refusal } = useProvider(provider, search.get("refused"));
  const { user } = useAccount();
  const start = useStart(search.get("purpose"), search.get("returnUrl"), search.get("invitation"));
  const form = useForm({ schema: v.object({}), values: {}, send: () => start(provider) });
  return (
    <Page title={`Go to ${displayName}`} narrow robots="noindex">
      {refusal && <Alert kind="warning">{refusal.message}</Alert>}
      <Form form={form}>
        <Button type="submit">Go on to {displayName}</Button>
      </Form>
      <p>
        <Link to={user ? paths.logins : paths.login}>Back</Link>
      </p>
    </Page>
  );
}
