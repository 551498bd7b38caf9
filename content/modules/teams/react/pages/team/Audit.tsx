import type { FormEvent } from "react";
import { Link, useNavigate } from "react-router";
import { Button, DataTable, Failure, Loading, useAccount } from "#host";
import { useSearchValue } from "../../../../auth/react/parts/useSearchValue";
import { showTime } from "../../../../auth/react/times";
import { type ChangeFilter, changesFile, useChanges, useSlug } from "../../api/queries";
import { actions, details } from "../../changes";
import { TeamPage } from "../../parts/TeamPage";
import { paths } from "../../paths";
import { permissions } from "../../permissions";

export function Component() {
  const filter: ChangeFilter = { action: useSearchValue("act"), from: useSearchValue("from"), until: useSearchValue("until") };
  return (
    <TeamPage heading="Changes" needs={permissions.readAudit}>
      <p>Who changed what in this team, newest first.</p>
      <Filter filter={filter} />
      <Changes filter={filter} />
    </TeamPage>
  );
}

/** The filter as the address has it; "action" is a word of the server's framework there. */
const queryOf = ({ action, from, until }: ChangeFilter, before?: string) =>
  new URLSearchParams(Object.entries({ act: action, from, until, before }).filter((pair): pair is [string, string] => typeof pair[1] === "string" && pair[1].length > 0));

/** What is looked for stands in the address, so that it can be passed on. */
function Filter({ filter }: { filter: ChangeFilter }) {
  const slug = useSlug();
  const navigate = useNavigate();
  const show = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const text = (name: string) => String(typed.get(name) ?? "").trim();
    void navigate(`${paths.audit(slug)}?${queryOf({ action: text("act"), from: text("from"), until: text("until") })}`);
  };
  return (
    <form className="form" onSubmit={show}>
      <div className="field">
        <label htmlFor="action">Change</label>
        <select className="input" id="action" name="act" defaultValue={filter.action ?? ""}>
          <option value="">All</option>
          {Object.entries(actions).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor="from">From</label>
        <input className="input" id="from" name="from" type="date" defaultValue={filter.from} />
      </div>
      <div className="field">
        <label htmlFor="until">Until</label>
        <input className="input" id="until" name="until" type="date" defaultValue={filter.until} />
      </div>
      <div className="actions">
        <Button type="submit" kind="secondary">
          Filter
        </Button>
        {/* A file, which the server makes: no page of the client. */}
        <a className="button button-quiet" href={changesFile(slug, filter)} download>
          Download as CSV
        </a>
      </div>
    </form>
  );
}

function Changes({ filter }: { filter: ChangeFilter }) {
  const slug = useSlug();
  const { user } = useAccount();
  const changes = useChanges(filter, useSearchValue("before"));
  if (changes.isPending) {
    return <Loading />;
  }

  if (changes.isError) {
    return <Failure error={changes.error} onRetry={changes.refetch} />;
  }

  const { entries, next } = changes.data;
  return (
    <>
      <DataTable
        label="Changes"
        columns={[
          { header: "When", cell: (one) => showTime(one.at, user?.timeZone) },
          { header: "Who", cell: (one) => (one.wasImpersonated ? `${one.actorName} (an administrator in their name)` : one.actorName) },
          { header: "Change", cell: (one) => actions[one.action] ?? one.action, isRowHeader: true },
          { header: "Of", cell: (one) => one.targetName },
          { header: "Details", cell: (one) => <span className="small">{details(one)}</span> },
          { header: "Address", cell: (one) => one.ip },
        ]}
        rows={entries}
        keyOf={(one) => one.id}
      />
      {entries.length === 0 && <p>Nothing was changed in that time.</p>}
      {next !== null && (
        <p>
          <Link to={`${paths.audit(slug)}?${queryOf(filter, next)}`}>Older changes</Link>
        </p>
      )}
    </>
  );
}
