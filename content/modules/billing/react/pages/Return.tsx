import { Alert, Failure, LinkButton, Loading, Page } from "#host";
import { useSearchValue } from "../../../auth/react/parts/useSearchValue";
import { useReturn } from "../api/queries";
import { useOwnerKey } from "../owner";
import { useOwnerName } from "../parts/ForWhom";
import { pathFor, paths } from "../paths";

/** Where the payment page leads back to. */
export function Component() {
  const session = useSearchValue("session_id") ?? "";
  return (
    <Page heading="Your payment" eyebrow={useOwnerName()} narrow robots="noindex">
      <Outcome session={session} />
      <p>
        <LinkButton to={pathFor(paths.contract, useOwnerKey())}>Go to billing</LinkButton>
      </p>
    </Page>
  );
}

function Outcome({ session }: { session: string }) {
  const paid = useReturn(session);
  if (paid.isPending) {
    return <Loading />;
  }

  if (paid.isError) {
    return <Failure error={paid.error} />;
  }

  return paid.data.plan === null ? (
    <Alert kind="warning">The payment is still being processed. Reload this page in a minute.</Alert>
  ) : (
    <Alert kind="success">Thank you. Your plan is {paid.data.plan}.</Alert>
  );
}
