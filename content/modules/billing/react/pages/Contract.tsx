import type { ReactNode } from "react";
import { Link, Navigate } from "react-router";
import { Alert, Button, Facts, LinkButton, Page, useAccount } from "#host";
import { Done, useSayDone } from "../../../auth/react/parts/Done";
import { api, bodyOf } from "../api/client";
import { leaveFor } from "../api/leave";
import { type Contract, type Subscription, useContract, useOwners, usePlans, useRefresh } from "../api/queries";
import { showDay } from "../days";
import { showAmount } from "../money";
import { about, useOwnerKey } from "../owner";
import { CancelButton } from "../parts/CancelButton";
import { ContractNotices } from "../parts/ContractNotices";
import { ForWhom, useOwnerName } from "../parts/ForWhom";
import { PauseForm } from "../parts/PauseForm";
import { Purchases } from "../parts/Purchases";
import { Usage } from "../parts/Usage";
import { useAction } from "../parts/useAction";
import { pathFor, paths } from "../paths";
import { Invoices } from "./shared/Invoices";

const done = {
  cancelled: "The contract ends with the period that is paid.",
  changed: "Your change of plan is noted.",
  kept: "You keep your plan.",
  paused: "The contract pauses when the period that is paid has ended.",
  unpaused: "The contract goes on.",
  seats: "Your seats are changed.",
  resumed: "The contract goes on.",
};

/** The contract of an owner. Who has nothing of their own and pays for others alone is shown the first of those. */
export function Component() {
  const { current, choices } = useOwners();
  const [first] = choices;
  return current === null && first !== undefined ? <Navigate to={pathFor(paths.contract, first.key)} replace /> : <OwnersContract />;
}

/** Plan, period, invoices, and what can be done about them. */
function OwnersContract() {
  const owner = useOwnerKey();
  const ofOwner = { params: { query: about(owner) } };
  const contract = useContract();
  const { user } = useAccount();
  const sayDone = useSayDone();
  const refresh = useRefresh();
  const { busy, refusal, run } = useAction();
  const change = (key: string, action: () => Promise<unknown>, word: keyof typeof done) => {
    sayDone();
    return run(key, async () => {
      await action();
      await refresh();
      sayDone(word);
    });
  };
  const { subscription } = contract;
  const hasSeats = usePlans().plans.find((plan) => plan.key === contract.plan)?.isPerMember ?? (subscription?.quantity ?? 1) > 1;
  return (
    <Page heading="Billing" eyebrow={useOwnerName()} lead={`Your plan is ${contract.planName}.`} robots="noindex">
      {refusal}
      <ForWhom pathOf={(key) => pathFor(paths.contract, key)} />
      <Done says={done} />
      <ContractNotices contract={contract} timeZone={user?.timeZone} />
      {subscription && <Terms of={subscription} hasSeats={hasSeats} timeZone={user?.timeZone} />}
      {contract.taxIds && <p>Tax id on invoices: {contract.taxIds}</p>}
      {contract.mayManage && subscription && <Usage timeZone={user?.timeZone} />}
      {subscription?.scheduledPlan && (
        <Planned contract={contract} subscription={subscription} timeZone={user?.timeZone} isBusy={busy === "keep"} onKeep={() => void change("keep", () => api.POST("/api/billing/keep", ofOwner), "kept")} />
      )}
      {contract.mayManage ? (
        <div className="actions">
          <LinkButton to={pathFor(paths.pricing, owner)} kind="secondary">
            See all plans
          </LinkButton>
          {contract.hasCustomer && <PortalButtons contract={contract} busy={busy} run={run} />}
          {subscription?.pausedFrom && (
            <Button isBusy={busy === "unpause"} onClick={() => void change("unpause", () => api.POST("/api/billing/unpause", ofOwner), "unpaused")}>
              End the pause
            </Button>
          )}
          {subscription && <PauseForm onPaused={() => change("pause", () => Promise.resolve(), "paused")} />}
          {subscription?.cancelAtPeriodEnd && (
            <Button isBusy={busy === "resume"} onClick={() => void change("resume", () => api.POST("/api/billing/resume", ofOwner), "resumed")}>
              Go on with the contract
            </Button>
          )}
          {subscription && !subscription.cancelAtPeriodEnd && <CancelButton isBusy={busy === "cancel"} onCancel={() => void change("cancel", () => api.POST("/api/billing/cancel", ofOwner), "cancelled")} />}
        </div>
      ) : (
        <p className="muted">Only owners of the account can change the contract.</p>
      )}
      <Purchases of={contract.purchases} timeZone={user?.timeZone} />
      <Invoices of={contract.invoices} timeZone={user?.timeZone} mayPay />
    </Page>
  );
}

function Terms({ of, hasSeats, timeZone }: { of: Subscription; hasSeats: boolean; timeZone: string | undefined }) {
  const items: [string, ReactNode][] = [["Price", `${showAmount(of.unitAmount * of.quantity, of.currency)} ${of.interval === "year" ? "a year" : "a month"}`]];
  if (hasSeats) {
    items.push(["Seats", <Seats key="seats" count={of.quantity} />]);
  }

  if (of.discount) {
    items.push(["Discount", of.discountEndsAt ? `${of.discount}, until ${showDay(of.discountEndsAt, timeZone)}` : of.discount]);
  }

  if (of.status === "trialing" && of.trialEnd) {
    items.push(["Trial until", showDay(of.trialEnd, timeZone)]);
  }

  if (of.pausedFrom) {
    items.push(["Paused from", showDay(of.pausedFrom, timeZone)]);
    if (of.resumesAt) {
      items.push(["Goes on", showDay(of.resumesAt, timeZone)]);
    }
  } else if (of.currentPeriodEnd) {
    items.push([of.cancelAtPeriodEnd ? "Ends on" : "Next payment", showDay(of.currentPeriodEnd, timeZone)]);
  }

  return <Facts items={items} />;
}

const Seats = ({ count }: { count: number }) => (
  <>
    {count} <Link to={pathFor(paths.seats, useOwnerKey())}>Who needs them</Link>
  </>
);

interface PlannedProps {
  contract: Contract;
  subscription: Subscription;
  timeZone: string | undefined;
  isBusy: boolean;
  onKeep: () => void;
}

/** The plan that follows with the next period, and the way to keep the present one. */
function Planned({ contract, subscription, timeZone, isBusy, onKeep }: PlannedProps) {
  const { plans } = usePlans();
  const next = plans.find((plan) => plan.key === subscription.scheduledPlan)?.name ?? subscription.scheduledPlan;
  return (
    <>
      <Alert kind="warning">
        Your plan changes to {next}
        {subscription.scheduledPlan === contract.plan && (subscription.interval === "year" ? ", paid monthly," : ", paid yearly,")} on {subscription.currentPeriodEnd && showDay(subscription.currentPeriodEnd, timeZone)}.
      </Alert>
      {contract.mayManage && (
        <p>
          <Button kind="secondary" isBusy={isBusy} onClick={onKeep}>
            Keep {contract.planName}
          </Button>
        </p>
      )}
    </>
  );
}

interface PortalProps {
  contract: Contract;
  busy: string | undefined;
  run(key: string, action: () => Promise<unknown>): Promise<void>;
}

/** The ways to the pages of the payment provider. */
function PortalButtons({ contract, busy, run }: PortalProps) {
  const owner = useOwnerKey();
  const open = async (card: boolean) => leaveFor((await bodyOf(api.POST("/api/billing/portal", { params: { query: about(owner) }, body: { card } }))).url);
  const needsCard = contract.notice === "payment_failed" || contract.notice === "card_needed";
  return (
    <>
      {needsCard && (
        <Button isBusy={busy === "card"} onClick={() => void run("card", () => open(true))}>
          Enter another card
        </Button>
      )}
      <Button kind="secondary" isBusy={busy === "portal"} onClick={() => void run("portal", () => open(false))}>
        Cards, address and tax id
      </Button>
    </>
  );
}
