import type { FormEvent } from "react";
import { Link, useNavigate } from "react-router";
import { Button, DataTable, LinkButton, Page, useAccount } from "#host";
import { api } from "../../api/client";
import { type MessageFilter, useMessages } from "../../api/queries";
import { Done, useSayDone } from "../../parts/Done";
import { states, StateBadge } from "../../parts/states";
import { useAction } from "../../parts/useAction";
import { useSearchValue } from "../../parts/useSearchValue";
import { messagePath, paths } from "../../paths";
import { showTime } from "../../times";

const shown = 50;

export function Component() {
  const filter: MessageFilter = { state: useSearchValue("state"), kind: useSearchValue("kind"), address: useSearchValue("address") };
  const { items, older } = useMessages(shown, filter, useSearchValue("before"));
  const { user } = useAccount();
  const sayDone = useSayDone();
  const { busy, refusal, run } = useAction();
  return (
    <Page heading="Message log" lead="All e-mails that were queued, and what became of them." robots="noindex">
      {refusal}
      <Done says={{ test: "A test is on its way to you." }} />
      <div className="actions">
        <Button kind="secondary" isBusy={busy !== undefined} onClick={() => void run("test", () => api.POST("/api/notifications/log/test"), () => sayDone("test"))}>
          Send yourself a test
        </Button>
        <LinkButton to={paths.suppressions} kind="quiet">
          Suppressed addresses
        </LinkButton>
      </div>
      <Filter filter={filter} />
      {items.length === 0 ? (
        <p>No message fits.</p>
      ) : (
        <DataTable
          label="Messages"
          columns={[
            { header: "Message", cell: (one) => <Link to={messagePath(one.id)}>{one.subject ?? "Not sent yet"}</Link>, isRowHeader: true },
            { header: "To", cell: (one) => one.to },
            { header: "Kind", cell: (one) => one.kind },
            { header: "State", cell: (one) => <StateBadge state={one.state} /> },
            { header: "Queued", cell: (one) => showTime(one.queuedAt, user?.timeZone) },
          ]}
          rows={items}
          keyOf={(one) => one.id}
        />
      )}
      {older && (
        <p>
          <Link to={`${paths.log}?${new URLSearchParams({ ...withoutEmpty(filter), before: items.at(-1)?.id ?? "" })}`}>Older messages</Link>
        </p>
      )}
    </Page>
  );
}

const withoutEmpty = (filter: MessageFilter): Record<string, string> =>
  Object.fromEntries(Object.entries(filter).filter((pair): pair is [string, string] => typeof pair[1] === "string" && pair[1].length > 0));

/** What is looked for stands in the address, so that it can be passed on. */
function Filter({ filter }: { filter: MessageFilter }) {
  const navigate = useNavigate();
  const show = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const text = (name: string) => String(typed.get(name) ?? "").trim();
    void navigate(`${paths.log}?${new URLSearchParams(withoutEmpty({ state: text("state"), kind: text("kind"), address: text("address") }))}`);
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
        <label htmlFor="kind">Kind</label>
        <input className="input" id="kind" name="kind" type="text" defaultValue={filter.kind} maxLength={100} autoComplete="off" aria-describedby="kind-hint" />
        <p className="field-hint" id="kind-hint">
          Or the beginning of it: “auth.” finds all of that module.
        </p>
      </div>
      <div className="field">
        <label htmlFor="address">Address</label>
        <input className="input" id="address" name="address" type="text" defaultValue={filter.address} maxLength={254} autoComplete="off" aria-describedby="address-hint" />
        <p className="field-hint" id="address-hint">
          Or a part of it.
        </p>
      </div>
      <div className="actions">
        <Button type="submit">Show</Button>
      </div>
    </form>
  );
}
