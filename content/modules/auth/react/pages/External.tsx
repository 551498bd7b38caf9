import { Link, useParams } from "react-router";
import { Alert, Page, useAccount } from "#host";
import { leaveFor } from "../api/external";
import { useProvider } from "../api/queries";
import { ActionForm } from "../parts/ActionForm";
import { useSensitive } from "../SensitiveActions";
import { useSearchValue } from "../parts/useSearchValue";
import { paths } from "../paths";

/** The step before a provider, and where its callback leads to when nothing came of it. */
export function Component() {
  const { provider = "" } = useParams();
  const { name, displayName, refusal } = useProvider(provider, useSearchValue("refused"));
  const { user } = useAccount();
  const sensitive = useSensitive();
  const way = { purpose: useSearchValue("purpose"), returnUrl: useSearchValue("returnUrl"), invitation: useSearchValue("invitation") };
  return (
    <Page heading={`Go to ${displayName}`} narrow robots="noindex">
      {refusal && <Alert kind="warning">{refusal.message}</Alert>}
      <ActionForm action={`Go on to ${displayName}`} onSubmit={() => sensitive(() => leaveFor(name, way))} />
      <p>
        <Link to={user ? paths.logins : paths.login}>Back</Link>
      </p>
    </Page>
  );
}
