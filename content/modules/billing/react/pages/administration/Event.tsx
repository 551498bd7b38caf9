import { Link, useParams } from "react-router";
import { Code, Facts, Page, useAccount } from "#host";
import { Done } from "../../../../auth/react/parts/Done";
import { showTime } from "../../../../auth/react/times";
import { api } from "../../api/client";
import { paths } from "../../paths";
import { AskedButton } from "../shared/AskedButton";
import { useEvent } from "./queries";
import { StateBadge } from "./states";
import { useDone } from "./useDone";

/** An event with its body, as it was signed. */
export function Component() {
  const id = useParams()["id"] ?? "";
  const { event, apiVersion, payload } = useEvent(id);
  const { user } = useAccount();
  const { busy, refusal, act } = useDone();
  const replay = () => act("replayed", () => api.POST("/api/billing/events/{id}/replay", { params: { path: { id } } }));
  const time = (at: string) => showTime(at, user?.timeZone);
  return (
    <Page heading="Event" lead={event.type} robots="noindex">
      {refusal}
      <Done says={{ replayed: "The event is handled once more, within some seconds." }} />
      <Facts
        items={[
          ["Id", event.id],
          ["Customer", event.customerId ?? "None"],
          ["State", <StateBadge key="state" state={event.state} />],
          ...(event.reason ? ([["Reason", event.reason]] as const) : []),
          ["Attempts", event.attempts],
          ["Mode", event.liveMode ? "Live" : "Test"],
          ["Version", apiVersion],
          ["Happened", time(event.createdAt)],
          ["Received", time(event.receivedAt)],
          ...(event.handledAt ? ([["Handled", time(event.handledAt)]] as const) : []),
        ]}
      />
      <div className="actions">
        <AskedButton
          action="Replay"
          question="Replay the event?"
          warning="It is handled once more: what the payment provider has is fetched, so it does no harm."
          kind="secondary"
          isBusy={busy !== undefined}
          onConfirm={() => void replay()}
        />
      </div>
      <h2>Body</h2>
      <Code>{payload}</Code>
      <p>
        <Link to={paths.events}>Back to the events</Link>
      </p>
    </Page>
  );
}
