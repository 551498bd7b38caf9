import { Link, useParams } from "react-router";
import { Alert, DataTable, Facts, LinkButton, Page, useAccount } from "#host";
import { Done } from "../../../../auth/react/parts/Done";
import { showTime } from "../../../../auth/react/times";
import { api } from "../../api/client";
import { showDay } from "../../days";
import { showAmount } from "../../money";
import { paths } from "../../paths";
import { AskedButton } from "../shared/AskedButton";
import { Invoices } from "../shared/Invoices";
import { nameOf, ownerOf } from "./owners";
import { type AccountDetails, useBillingAccount } from "./queries";
import { useDone } from "./useDone";

const modeOf = (isLive: boolean | null) => (isLive === null ? "None yet" : isLive ? "Live" : "Test");

/** One account with all that is known of it. */
export function Component() {
  const id = useParams()["id"] ?? "";
  const { account, subscriptions, invoices, reversals } = useBillingAccount(id);
  const { user } = useAccount();
  const { busy, refusal, act } = useDone();
  const fetch = () => act("fetched", () => api.POST("/api/billing/accounts/{id}/fetch", { params: { path: { id } } }));
  return (
    <Page heading="Billing account" lead={nameOf(account)} robots="noindex">
      {refusal}
      <Done says={{ linked: "The account is tied to the customer.", fetched: "What the payment provider has is taken over." }} />
      {account.suspendedReason && <Alert kind="warning">{account.suspendedReason}</Alert>}
      {account.disputedAt && (
        <Alert kind="danger">A payment is disputed since {showDay(account.disputedAt, user?.timeZone)}. Answer in the payment provider's dashboard.</Alert>
      )}
      <Facts
        items={[
          ["Owner", ownerOf(account)],
          ["Customer", account.customerId ?? "None"],
          ["Mode", modeOf(account.liveMode)],
          ["Compared", account.syncedAt ? showTime(account.syncedAt, user?.timeZone) : "Never"],
        ]}
      />
      {account.customerId && (
        <div className="actions">
          <AskedButton
            action="Take over what the provider has"
            warning="What is written here of this account is brought in line with what the payment provider has."
            kind="secondary"
            isBusy={busy !== undefined}
            onConfirm={() => void fetch()}
          />
          <LinkButton to={`${paths.events}?${new URLSearchParams({ customer: account.customerId })}`} kind="quiet">
            Events
          </LinkButton>
        </div>
      )}
      <Subscriptions of={subscriptions} />
      <Reversals of={reversals} timeZone={user?.timeZone} />
      <Invoices of={invoices} timeZone={user?.timeZone} mayPay={false} />
      <p>
        <Link to={paths.accounts}>Back to the accounts</Link>
      </p>
    </Page>
  );
}

function Subscriptions({ of }: { of: AccountDetails["subscriptions"] }) {
  return of.length === 0 ? null : (
    <>
      <h2>Subscriptions</h2>
      <DataTable
        label="Subscriptions"
        columns={[
          { header: "Subscription", cell: (one) => one.id, isRowHeader: true },
          { header: "Plan", cell: (one) => one.plan || "None of the catalogue" },
          { header: "State", cell: (one) => one.status },
          { header: "Quantity", cell: (one) => one.quantity },
          { header: "Price", cell: (one) => `${showAmount(one.unitAmount, one.currency)} ${one.interval === "year" ? "a year" : "a month"}` },
        ]}
        rows={of}
        keyOf={(one) => one.id}
      />
    </>
  );
}

const kinds: Readonly<Record<string, string>> = { refund: "Refund", dispute: "Dispute" };

function Reversals({ of, timeZone }: { of: AccountDetails["reversals"]; timeZone: string | undefined }) {
  return of.length === 0 ? null : (
    <>
      <h2>Refunds and disputes</h2>
      <DataTable
        label="Refunds and disputes"
        columns={[
          { header: "Id", cell: (one) => one.id, isRowHeader: true },
          { header: "What", cell: (one) => kinds[one.kind] ?? one.kind },
          { header: "Amount", cell: (one) => showAmount(one.amount, one.currency) },
          { header: "State", cell: (one) => one.status },
          { header: "Why", cell: (one) => one.reason },
          { header: "Answer by", cell: (one) => one.respondBy && showDay(one.respondBy, timeZone) },
        ]}
        rows={of}
        keyOf={(one) => one.id}
      />
    </>
  );
}
