import { useState, type FormEvent } from "react";
import { Link, useNavigate } from "react-router";
import { Button, ConfirmDialog, DataTable, Page, useAccount } from "#host";
import { api } from "../../api/client";
import { useSuppressions } from "../../api/queries";
import { Done, useSayDone } from "../../parts/Done";
import { useAction } from "../../parts/useAction";
import { useSearchValue } from "../../parts/useSearchValue";
import { paths } from "../../paths";
import { showTime } from "../../times";

const shown = 50;

export function Component() {
  const address = useSearchValue("address");
  const { items, older } = useSuppressions(shown, address, useSearchValue("before"));
  const { user } = useAccount();
  const sayDone = useSayDone();
  const { busy, refusal, run } = useAction();
  const remove = (id: string) => run(id, () => api.DELETE("/api/notifications/suppressions/{id}", { params: { path: { id } } }), () => sayDone("removed"));
  return (
    <Page heading="Suppressed addresses" lead="They get nothing but what is about their account, and that is tried once." robots="noindex">
      {refusal}
      <Done says={{ removed: "The address is written to again." }} />
      <Filter address={address} />
      {items.length === 0 ? (
        <p>No address fits.</p>
      ) : (
        <DataTable
          label="Suppressed addresses"
          columns={[
            { header: "Address", cell: (one) => one.address, isRowHeader: true },
            { header: "Why", cell: (one) => one.reasonInWords },
            { header: "Says who", cell: (one) => one.source },
            { header: "Since", cell: (one) => showTime(one.at, user?.timeZone) },
            { header: "Action", cell: (one) => <RemoveButton address={one.address} isBusy={busy === one.id} onRemove={() => void remove(one.id)} /> },
          ]}
          rows={items}
          keyOf={(one) => one.id}
        />
      )}
      {older && (
        <p>
          <Link to={`${paths.suppressions}?${new URLSearchParams({ address: address ?? "", before: items.at(-1)?.id ?? "" })}`}>Older addresses</Link>
        </p>
      )}
      <p>
        <Link to={paths.log}>Back to the log</Link>
      </p>
    </Page>
  );
}

function Filter({ address }: { address: string | undefined }) {
  const navigate = useNavigate();
  const show = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = String(new FormData(event.currentTarget).get("address") ?? "").trim();
    void navigate(typed ? `${paths.suppressions}?${new URLSearchParams({ address: typed })}` : paths.suppressions);
  };
  return (
    <form className="form" onSubmit={show}>
      <div className="field">
        <label htmlFor="address">Address</label>
        <input className="input" id="address" name="address" type="text" defaultValue={address} maxLength={254} autoComplete="off" aria-describedby="address-hint" />
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

/** Takes an address off the list, once a dialog has made sure. */
function RemoveButton({ address, isBusy, onRemove }: { address: string; isBusy: boolean; onRemove: () => void }) {
  const [isAsking, setIsAsking] = useState(false);
  const remove = async () => {
    onRemove(); // Its refusal stands on the page, so the dialog does not wait for it.
    await Promise.resolve();
  };
  return (
    <>
      <Button kind="quiet" isBusy={isBusy} onClick={() => setIsAsking(true)}>
        Remove<span className="visually-hidden"> {address}</span>
      </Button>
      <ConfirmDialog
        open={isAsking}
        onClose={() => setIsAsking(false)}
        title={`Remove ${address}?`}
        description="The address is written to again."
        action={`Remove ${address}`}
        isDangerous
        onConfirm={remove}
      />
    </>
  );
}
