import type { FormEvent } from "react";
import { Link, useNavigate } from "react-router";
import { Alert, Button, DataTable, Page, useAccount } from "#host";
import { useSearchValue } from "../../../../auth/react/parts/useSearchValue";
import { showTime } from "../../../../auth/react/times";
import { api, bodyOf } from "../../api/client";
import { useRefresh } from "../../api/queries";
import { useAction } from "../../parts/useAction";
import { eventPath, paths } from "../../paths";
import { AskedButton } from "../shared/AskedButton";
import { Navigation } from "./Navigation";
import { type EventFilter, useEvents } from "./queries";
import { isState, StateBadge, states } from "./states";

const shown = 50;

/** What the payment provider has told, and what became of it. */
export function Component() {
  const filter: EventFilter = { state: useSearchValue("state"), customer: useSearchValue("customer") };
  const replayed = useSearchValue("replayed");
  const isKnown = filter.state === undefined || isState(filter.state);
  return (
    <Page heading="Events" lead="What the payment provider has told, and what became of it." robots="noindex">
      <Navigation />
      {replayed && /^\d+$/.test(replayed) && <Alert kind="success">Events that are handled once more: {replayed}.</Alert>}
      {!isKnown && <Alert kind="warning">There is no such state. Choose one from the list.</Alert>}
      <Filter filter={filter} />
      <ReplayAll />
      {isKnown ? <Events filter={filter} /> : <p>No event fits.</p>}
    </Page>
  );
}

function Events({ filter }: { filter: EventFilter }) {
  const { items, older } = useEvents(shown, filter, useSearchValue("before"));
  const { user } = useAccount();
  return (
    <>
      {items.length === 0 ? (
        <p>No event fits.</p>
      ) : (
        <DataTable
          label="Events"
          columns={[
            { header: "Event", cell: (one) => <Link to={eventPath(one.id)}>{one.id}</Link>, isRowHeader: true },
            { header: "Type", cell: (one) => one.type },
            { header: "Customer", cell: (one) => one.customerId },
            { header: "State", cell: (one) => <StateBadge state={one.state} /> },
            { header: "Received", cell: (one) => showTime(one.receivedAt, user?.timeZone) },
          ]}
          rows={items}
          keyOf={(one) => one.id}
        />
      )}
      {older && (
        <p>
          <Link to={listPath(filter, items.at(-1)?.id)}>Older events</Link>
        </p>
      )}
    </>
  );
}

function listPath(filter: EventFilter, before?: string): string {
  const search = new URLSearchParams(Object.entries({ ...filter, before }).filter((pair): pair is [string, string] => typeof pair[1] === "string" && pair[1].length > 0));
  return search.size === 0 ? paths.events : `${paths.events}?${search}`;
}

/** What is looked for stands in the address, so that it can be passed on. */
function Filter({ filter }: { filter: EventFilter }) {
  const navigate = useNavigate();
  const show = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const text = (name: string) => String(typed.get(name) ?? "").trim();
    void navigate(listPath({ state: text("state"), customer: text("customer") }));
  };
  return (
    <form className="form" onSubmit={show}>
      <div className="field">
        <label htmlFor="state">State</label>
        <select className="input" id="state" name="state" defaultValue={filter.state ?? ""}>
          <option value="">All</option>
          {Object.entries(states).map(([value, { label }]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor="customer">Customer</label>
        <input className="input" id="customer" name="customer" type="text" defaultValue={filter.customer} maxLength={255} autoComplete="off" aria-describedby="customer-hint" />
        <p className="field-hint" id="customer-hint">
          The payment provider's id, as in cus_123.
        </p>
      </div>
      <div className="actions">
        <Button type="submit">Show</Button>
      </div>
    </form>
  );
}

function ReplayAll() {
  const navigate = useNavigate();
  const refresh = useRefresh();
  const { busy, refusal, run } = useAction();
  const replay = async () => {
    const { count } = await bodyOf(api.POST("/api/billing/events/replay"));
    await refresh();
    await navigate(`${paths.events}?replayed=${count}`);
  };
  return (
    <>
      {refusal}
      <div className="actions">
        <AskedButton
          action="Replay all that were given up"
          warning="They are handled once more: what the payment provider has is fetched for each, so it does no harm."
          kind="secondary"
          isBusy={busy !== undefined}
          onConfirm={() => void run("replay", replay)}
        />
      </div>
    </>
  );
}
