import type { FormEvent } from "react";
import { Link, useNavigate } from "react-router";
import { Badge, Button, DataTable, Page, useAccount } from "#host";
import { useSearchValue } from "../../../../auth/react/parts/useSearchValue";
import { showTime } from "../../../../auth/react/times";
import { accountPath, paths } from "../../paths";
import { Navigation } from "./Navigation";
import { nameOf, ownerOf } from "./owners";
import { useAccounts } from "./queries";
import { TieForm } from "./TieForm";

const shown = 50;

/** Who pays, and as which customer of the payment provider. */
export function Component() {
  const search = useSearchValue("search");
  const { items, older } = useAccounts(shown, search, useSearchValue("before"));
  const { user } = useAccount();
  return (
    <Page heading="Billing accounts" lead="Who pays, and as which customer of the payment provider." robots="noindex">
      <Navigation />
      <Search search={search} />
      {items.length === 0 ? (
        <p>No account fits.</p>
      ) : (
        <DataTable
          label="Accounts"
          columns={[
            {
              header: "Account",
              cell: (one) => (
                <>
                  <Link to={accountPath(one.id)}>{nameOf(one)}</Link> {one.disputedAt && <Badge kind="danger">Disputed</Badge>}
                </>
              ),
              isRowHeader: true,
            },
            { header: "Owner", cell: ownerOf },
            { header: "Customer", cell: (one) => one.customerId ?? "None" },
            { header: "Compared", cell: (one) => (one.syncedAt ? showTime(one.syncedAt, user?.timeZone) : "Never") },
          ]}
          rows={items}
          keyOf={(one) => one.id}
        />
      )}
      {older && (
        <p>
          <Link to={`${paths.accounts}?${new URLSearchParams({ ...(search !== undefined && { search }), before: items.at(-1)?.id ?? "" })}`}>Older accounts</Link>
        </p>
      )}
      <h2>Tie a customer to an account</h2>
      <p>For a customer or subscription that was made by hand in the payment provider's dashboard.</p>
      <TieForm />
    </Page>
  );
}

/** What is looked for stands in the address, so that it can be passed on. */
function Search({ search }: { search: string | undefined }) {
  const navigate = useNavigate();
  const show = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = String(new FormData(event.currentTarget).get("search") ?? "").trim();
    void navigate(typed ? `${paths.accounts}?${new URLSearchParams({ search: typed })}` : paths.accounts);
  };
  return (
    <form className="form" onSubmit={show}>
      <div className="field">
        <label htmlFor="search">Search</label>
        <input className="input" id="search" name="search" type="text" defaultValue={search} maxLength={255} autoComplete="off" aria-describedby="search-hint" />
        <p className="field-hint" id="search-hint">
          A part of the address, the customer's id or the owner's.
        </p>
      </div>
      <div className="actions">
        <Button type="submit">Show</Button>
      </div>
    </form>
  );
}
