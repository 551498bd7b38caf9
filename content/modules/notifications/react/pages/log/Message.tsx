import { Link, useNavigate, useParams } from "react-router";
import { Button, DataTable, Facts, Page, useAccount } from "#host";
import { api, bodyOf } from "../../api/client";
import { useMessage } from "../../api/queries";
import { Done } from "../../parts/Done";
import { StateBadge } from "../../parts/states";
import { useAction } from "../../parts/useAction";
import { messagePath, paths } from "../../paths";
import { showTime } from "../../times";

const inWords = (type: string) => type.charAt(0).toUpperCase() + type.slice(1);

export function Component() {
  const id = useParams()["id"] ?? "";
  const { message, events, whyNotResent } = useMessage(id);
  const { user } = useAccount();
  const navigate = useNavigate();
  const { busy, refusal, run } = useAction();
  const resend = () => {
    let again = id;
    return run(
      "resend",
      async () => {
        again = (await bodyOf(api.POST("/api/notifications/log/{id}/resend", { params: { path: { id } } }))).id;
      },
      () => void navigate(`${messagePath(again)}?done=resent`),
    );
  };
  const time = (at: string) => showTime(at, user?.timeZone);
  return (
    <Page heading="Message" lead={message.subject ?? "Not sent yet"} robots="noindex">
      {refusal}
      <Done says={{ resent: "It is queued once more: this is the new message." }} />
      <Facts
        items={[
          ["To", message.to],
          ["Kind", message.kind],
          ["State", <StateBadge key="state" state={message.state} />],
          ...(message.reason ? ([["Reason", message.reason]] as const) : []),
          ["Attempts", message.attempts],
          ...(message.provider ? ([["Provider", message.provider]] as const) : []),
          ["Queued", time(message.queuedAt)],
          ...(message.sentAt ? ([["Sent", time(message.sentAt)]] as const) : []),
        ]}
      />
      <h2>What was reported</h2>
      {events.length === 0 ? (
        <p>Nothing so far.</p>
      ) : (
        <DataTable
          label="What was reported"
          columns={[
            { header: "Report", cell: (one) => inWords(one.type), isRowHeader: true },
            { header: "When", cell: (one) => time(one.at) },
            { header: "Detail", cell: (one) => one.detail },
          ]}
          rows={events}
          keyOf={(one) => `${one.type} ${one.at} ${one.detail ?? ""}`}
        />
      )}
      <h2>Send it again</h2>
      {whyNotResent ? (
        <p>{whyNotResent}</p>
      ) : (
        <div className="actions">
          <Button kind="secondary" isBusy={busy !== undefined} onClick={() => void resend()}>
            Send again
          </Button>
        </div>
      )}
      <p>
        <Link to={paths.log}>Back to the log</Link>
      </p>
    </Page>
  );
}
