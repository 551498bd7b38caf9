import { Link } from "react-router";
import { DataTable, Page, useAccount } from "#host";
import { Done } from "../../../../auth/react/parts/Done";
import { showTime } from "../../../../auth/react/times";
import { api } from "../../api/client";
import { accountPath } from "../../paths";
import { AskedButton } from "../shared/AskedButton";
import { Navigation } from "./Navigation";
import { type FailedUse, useFailedUsage } from "./queries";
import { useDone } from "./useDone";

/** What was used and is not told to the payment provider, until somebody has seen whether it counts. */
export function Component() {
  const all = useFailedUsage();
  const { user } = useAccount();
  const { busy, refusal, act } = useDone();
  const time = (one: FailedUse) => showTime(one.at, user?.timeZone);
  const send = (one: FailedUse) => act(one.id, () => api.POST("/api/billing/usage/{id}/replay", { params: { path: { id: one.id } } }), "replayed");
  return (
    <Page
      heading="Failed usage"
      lead="What was used and is not told to the payment provider. See in its dashboard that it is not counted before you send it again."
      robots="noindex"
    >
      <Navigation />
      {refusal}
      <Done says={{ replayed: "It is sent once more, within some seconds." }} />
      {all.length === 0 ? (
        <p>All that was used is told, or waits its turn.</p>
      ) : (
        <DataTable
          label="Failed usage"
          columns={[
            { header: "Meter", cell: (one) => one.meter, isRowHeader: true },
            { header: "Quantity", cell: (one) => one.quantity },
            { header: "Used", cell: time },
            { header: "Reason", cell: (one) => one.reason },
            {
              header: "Account",
              cell: (one) => (
                <Link to={accountPath(one.accountId)}>
                  Account
                  <span className="visually-hidden">
                    {" "}
                    that used {one.meter} at {time(one)}
                  </span>
                </Link>
              ),
            },
            {
              header: "Action",
              cell: (one) => (
                <AskedButton
                  action={`Send again ${one.meter} of ${time(one)}`}
                  question="Send it once more?"
                  warning="It counts twice if the provider has it already."
                  kind="quiet"
                  isDangerous
                  isBusy={busy === one.id}
                  onConfirm={() => void send(one)}
                >
                  Send again
                  <span className="visually-hidden">
                    {" "}
                    {one.meter} of {time(one)}
                  </span>
                </AskedButton>
              ),
            },
          ]}
          rows={all}
          keyOf={(one) => one.id}
        />
      )}
    </Page>
  );
}
