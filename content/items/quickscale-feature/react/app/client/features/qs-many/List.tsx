import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { DataTable, EmptyState, Failure, LinkButton, Loading, Page } from "#host";
import { api } from "../../api/client";

/** The list, the newest first. The number of the page stands in the address. */
export function Component() {
  const [search] = useSearchParams();
  const wanted = Number(search.get("number"));
  const number = Number.isSafeInteger(wanted) && wanted > 0 && wanted < 1e9 ? wanted : 1;
  const list = useQuery({
    queryKey: ["qs-many", "list", number],
    queryFn: async ({ signal }) => (await api.GET("/api/qs-many", { params: { query: { number } }, signal })).data!,
    placeholderData: keepPreviousData,
  });
  return (
    <Page heading="Qs many" robots="noindex">
      <div className="actions">
        <LinkButton to="/qs-many/new">New qs item</LinkButton>
      </div>
      {list.isPending && <Loading />}
      {list.isError && <Failure error={list.error} onRetry={list.refetch} />}
      {list.data?.rows.length === 0 && <EmptyState title="There are no qs many yet. Make the first one." />}
      {list.data && list.data.rows.length > 0 && (
        <DataTable
          label="Qs many"
          rows={list.data.rows}
          keyOf={(row) => row.id}
          columns={[
            { header: "Name", isRowHeader: true, cell: (row) => <Link to={`/qs-many/${row.id}`}>{row.name}</Link> },
            { header: "Made on (UTC)", cell: (row) => row.createdUtc.slice(0, 16).replace("T", " ") },
          ]}
        />
      )}
      {list.data && list.data.last > 1 && (
        <nav aria-label="Pages of qs many">
          <ul className="nav">
            {list.data.number > 1 && (
              <li>
                <Link to={`/qs-many?number=${list.data.number - 1}`}>Newer</Link>
              </li>
            )}
            {list.data.number < list.data.last && (
              <li>
                <Link to={`/qs-many?number=${list.data.number + 1}`}>Older</Link>
              </li>
            )}
          </ul>
          <p className="small muted">
            Page {list.data.number} of {list.data.last}
          </p>
        </nav>
      )}
    </Page>
  );
}
