import { Link, useNavigate } from "react-router";
import { Badge, Button, DataTable, LinkButton, Page, useAccount } from "#host";
import { api, type Schemas } from "../api/client";
import { useNotifications } from "../api/queries";
import { useUnreadCount } from "../api/unread";
import { Done, useSayDone } from "../parts/Done";
import { useAction } from "../parts/useAction";
import { useSearchValue } from "../parts/useSearchValue";
import { paths } from "../paths";
import { showTime } from "../times";

type Notification = Schemas["NotificationAnswer"];

const shown = 25;

const lead = (unread: number) => (unread === 0 ? "You have read everything." : unread === 1 ? "1 is new." : `${unread} are new.`);

export function Component() {
  const { items, older } = useNotifications(shown, useSearchValue("before"));
  const unread = useUnreadCount();
  const { user } = useAccount();
  const navigate = useNavigate();
  const sayDone = useSayDone();
  const { busy, refusal, run } = useAction();
  const read = (one: Notification) => api.POST("/api/notifications/items/{id}/read", { params: { path: { id: one.id } } });
  const actionsOf = (one: Notification) => (
    <div className="actions">
      {one.link && (
        <Button kind="quiet" isBusy={busy === `open ${one.id}`} onClick={() => void run(`open ${one.id}`, () => read(one), () => void navigate(one.link ?? paths.list))}>
          Open<span className="visually-hidden"> {one.title}</span>
        </Button>
      )}
      {!one.readAt && (
        <Button kind="quiet" isBusy={busy === one.id} onClick={() => void run(one.id, () => read(one), () => sayDone("read"))}>
          Mark as read<span className="visually-hidden"> {one.title}</span>
        </Button>
      )}
    </div>
  );
  return (
    <Page heading="Notifications" lead={unread === undefined ? undefined : lead(unread)} robots="noindex">
      {refusal}
      <Done says={{ read: "The notification is marked as read.", all: "All notifications are marked as read." }} />
      <div className="actions">
        {!!unread && (
          <Button kind="secondary" isBusy={busy === "all"} onClick={() => void run("all", () => api.POST("/api/notifications/read-all"), () => sayDone("all"))}>
            Mark all as read
          </Button>
        )}
        <LinkButton to={paths.preferences} kind="quiet">
          Choose what you are told
        </LinkButton>
        {user?.isPlatformAdmin && (
          <LinkButton to={paths.log} kind="quiet">
            Message log
          </LinkButton>
        )}
      </div>
      {items.length === 0 ? (
        <p>There is nothing yet. What concerns you will stand here.</p>
      ) : (
        <DataTable
          label="Your notifications"
          columns={[
            { header: "Notification", cell: words, isRowHeader: true },
            { header: "About", cell: (one) => one.kindTitle },
            { header: "When", cell: (one) => showTime(one.createdAt, user?.timeZone) },
            { header: "Action", cell: actionsOf },
          ]}
          rows={items}
          keyOf={(one) => one.id}
        />
      )}
      {older && (
        <p>
          <Link to={`${paths.list}?before=${items.at(-1)?.id}`}>Older notifications</Link>
        </p>
      )}
    </Page>
  );
}

const words = (one: Notification) => (
  <>
    {one.title} {!one.readAt && <Badge kind="success">New</Badge>}
    {one.body
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line.length > 0)
      .map((line, index) => (
        <span key={index} className="muted small">
          <br />
          {line}
        </span>
      ))}
  </>
);
