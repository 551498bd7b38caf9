import type { FormEvent } from "react";
import { Link, useNavigate } from "react-router";
import { Button, DataTable, Failure, Loading, useAccount } from "#host";
import { useSearchValue } from "../../../../auth/react/parts/useSearchValue";
import { showTime } from "../../../../auth/react/times";
import { type ChangeFilter, changesFile, useChanges, useSlug } from "../../api/queries";
import { actions, inWords } from "../../changes";
import { TeamPage } from "../../parts/TeamPage";
import { paths } from "../../paths";
import { permissions } from "../../permissions";

export function Component() {
  const filter: ChangeFilter = { action: useSearchValue("action"), from: useSearchValue("from"), until: useSearchValue("until") };
  return (
    <TeamPage heading="Record of changes" needs={permissions.readAudit}>
      <Filter filter={filter} />
      <Changes filter={filter} />
    </TeamPage>
  );
}

const withoutEmpty = (values: ChangeFilter & { before?: string }): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter((pair): pair is [string, string] => typeof pair[1] === "string" && pair[1].length > 0));

/** What is looked for stands in the address, so that it can be passed on. */
function Filter({ filter }: { filter: ChangeFilter }) {
  const slug = useSlug();
  const navigate = useNavigate();
  const show = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const text = (name: string) => String(typed.get(name) ?? "").trim();
    void navigate(`${paths.audit(slug)}?${new URLSearchParams(withoutEmpty({ action: text("action"), from: text("from"), until: text("until") }))}`);
  };
  return (
    <form className="form" onSubmit={show}>
      <div className="field">
        <label htmlFor="action">Change</label>
        <select className="input" id="action" name="action" defaultValue={filter.action ?? ""}>
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
        <Button type="submit">Show</Button>
        {/* A file, which the server makes: no page of the client. */}
        <a className="button button-quiet" href={changesFile(slug, filter)} download>
          Download as a file
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
      {entries.length === 0 ? (
        <p>No change fits.</p>
      ) : (
        <DataTable
          label="Changes"
          columns={[
            { header: "Change", cell: (one) => actions[one.action] ?? one.action, isRowHeader: true },
            { header: "Of", cell: (one) => one.targetName },
            { header: "Before", cell: (one) => inWords(one.before) },
            { header: "After", cell: (one) => inWords(one.after) },
            { header: "Person", cell: (one) => (one.wasImpersonated ? `${one.actorName}, by an administrator` : one.actorName) },
            { header: "When", cell: (one) => showTime(one.at, user?.timeZone) },
            { header: "Address", cell: (one) => one.ip },
          ]}
          rows={entries}
          keyOf={(one) => one.id}
        />
      )}
      {next !== null && (
        <p>
          <Link to={`${paths.audit(slug)}?${new URLSearchParams(withoutEmpty({ ...filter, before: next }))}`}>Older changes</Link>
        </p>
      )}
    </>
  );
}
