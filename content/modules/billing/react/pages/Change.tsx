import { Link, useNavigate } from "react-router";
import { Button, Facts, Failure, Loading, Page, useAccount } from "#host";
import { useSearchValue } from "../../../auth/react/parts/useSearchValue";
import { api } from "../api/client";
import { type Change, useChange, useRefresh } from "../api/queries";
import { showDay } from "../days";
import { showAmount } from "../money";
import { about, useOwnerKey } from "../owner";
import { useOwnerName } from "../parts/ForWhom";
import { useAction } from "../parts/useAction";
import { donePath, intervalOf, pathFor, paths } from "../paths";

/** Another plan: what it costs and from when, and the button that does it. */
export function Component() {
  const change = useChange(useSearchValue("plan") ?? "", intervalOf(useSearchValue("interval")));
  return (
    <Page heading="Change your plan" eyebrow={useOwnerName()} lead={change.data && `To ${change.data.planName}, paid ${change.data.interval === "year" ? "yearly" : "monthly"}`} narrow robots="noindex">
      {change.isPending ? <Loading /> : change.isError ? <Failure error={change.error} /> : <Preview of={change.data} />}
      <p>
        <Link to={pathFor(paths.contract, useOwnerKey())}>Back to billing</Link>
      </p>
    </Page>
  );
}

function Preview({ of }: { of: Change }) {
  const { user } = useAccount();
  const owner = useOwnerKey();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const { busy, refusal, run } = useAction();
  const confirm = async () => {
    await api.POST("/api/billing/change", { params: { query: about(owner) }, body: { plan: of.plan, interval: of.interval, token: of.token } });
    await refresh();
    await navigate(donePath("changed", owner));
  };
  return (
    <>
      {refusal}
      {of.isNow ? (
        <>
          <Facts
            items={[
              ...of.lines.map((line) => [line.text, showAmount(line.amount, of.currency)] as const),
              ["To pay now", <strong key="due">{showAmount(of.due, of.currency)}</strong>],
              ...(of.credit > 0 ? [["Credit for your next invoices", showAmount(of.credit, of.currency)] as const] : []),
            ]}
          />
          <p>The plan changes as soon as this is paid.</p>
        </>
      ) : (
        <p>The plan changes on {showDay(of.at, user?.timeZone)}, with the next period. Until then you keep what you have paid for, and can take the change back.</p>
      )}
      <div className="actions">
        <Button isBusy={busy !== undefined} onClick={() => void run("change", confirm)}>
          Change to {of.planName}
        </Button>
      </div>
    </>
  );
}
