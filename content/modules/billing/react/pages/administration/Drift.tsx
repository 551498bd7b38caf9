import { useState } from "react";
import { Link } from "react-router";
import { Alert, Button, DataTable, Page, Problem, useAccount } from "#host";
import { api, bodyOf } from "../../api/client";
import { useRefresh } from "../../api/queries";
import { useAction } from "../../parts/useAction";
import { accountPath } from "../../paths";
import { AskedButton } from "../shared/AskedButton";
import { Navigation } from "./Navigation";
import type { Drift } from "./queries";

/** What differs from the payment provider. It is asked about every customer, so only when somebody wants to know. */
export function Component() {
  const { user } = useAccount();
  if (!user?.isPlatformAdmin) {
    // Other pages ask the server as they open, and it refuses.
    throw new Problem(403, "You may not do this.");
  }

  return <Differences />;
}

function Differences() {
  const [found, setFound] = useState<readonly Drift[]>();
  const [done, setDone] = useState<number>();
  const refresh = useRefresh();
  const { busy, refusal, run } = useAction();
  const begin = (key: string, action: () => Promise<void>) => {
    setFound(undefined);
    setDone(undefined);
    void run(key, action);
  };
  const compare = async () => setFound(await bodyOf(api.GET("/api/billing/drift")));
  const reconcile = async () => {
    const answer = await bodyOf(api.POST("/api/billing/reconcile"));
    await refresh();
    if (answer.failures.length > 0) {
      throw new Problem(503, `Customers that were taken over: ${answer.done}. Others could not be compared: ${[...new Set(answer.failures)].join(" ")} Try again in a few minutes.`);
    }

    setDone(answer.done);
  };
  return (
    <Page heading="Differences" lead="What is written here and what the payment provider has. All customers are compared once a day by themselves." robots="noindex">
      <Navigation />
      {refusal}
      {done !== undefined && <Alert kind="success">Customers that were taken over: {done}.</Alert>}
      <div className="actions">
        <Button isBusy={busy !== undefined} onClick={() => begin("compare", compare)}>
          Compare now
        </Button>
        <AskedButton
          action="Take over what the provider has"
          question="Take over what the payment provider has, for all customers?"
          warning="What is written here is brought in line with it."
          kind="secondary"
          isBusy={busy !== undefined}
          onConfirm={() => begin("reconcile", reconcile)}
        />
      </div>
      {found?.length === 0 && <p>Nothing differs.</p>}
      {found && found.length > 0 && (
        <DataTable
          label="Differences"
          columns={[
            { header: "What", cell: (one) => one.what, isRowHeader: true },
            { header: "Here", cell: (one) => one.ours },
            { header: "There", cell: (one) => one.theirs },
            {
              header: "Account",
              cell: (one) => (
                <Link to={accountPath(one.accountId)}>
                  Account<span className="visually-hidden"> of {one.what}</span>
                </Link>
              ),
            },
          ]}
          rows={found}
          keyOf={(one) => `${one.accountId} ${one.what}`}
        />
      )}
    </Page>
  );
}
