import { useRef, type FormEvent } from "react";
import { Button, DataTable, useAccount } from "#host";
import { api } from "../../api/client";
import { type Passkey, usePasskeys, useSettings } from "../../api/queries";
import { AccountPage } from "../../parts/account/AccountPage";
import { Done } from "../../parts/Done";
import { NewPasskey } from "../../parts/account/NewPasskey";
import { RemoveButton } from "../../parts/account/RemoveButton";
import { useAction } from "../../parts/account/useAction";
import { showDay, showTime } from "../../times";

export function Component() {
  const passkeys = usePasskeys();
  const { user } = useAccount();
  const { busy, refusal, run } = useAction();
  const remove = ({ id }: Passkey) => api.DELETE("/api/auth/passkeys/{id}", { params: { path: { id } } });
  const rename = ({ id }: Passkey, name: string) => api.PUT("/api/auth/passkeys/{id}", { params: { path: { id } }, body: { name } });
  return (
    <AccountPage heading="Passkeys">
      {refusal}
      <Done says={{ added: "The passkey is added.", renamed: "The passkey has its new name.", removed: "The passkey is removed." }} />
      <p>A passkey logs you in without a password. Your device, or what keeps your passwords, asks you for it.</p>
      {passkeys.length === 0 ? (
        <p>No passkey is added so far.</p>
      ) : (
        <>
          <DataTable
            label="Your passkeys"
            columns={[
              { header: "Name", cell: (passkey) => passkey.name, isRowHeader: true },
              { header: "Added", cell: (passkey) => showDay(passkey.createdAt) },
              { header: "Last used", cell: (passkey) => (passkey.lastUsedAt ? showTime(passkey.lastUsedAt, user?.timeZone) : "never") },
              {
                header: "Another name",
                cell: (passkey) => (
                  <RenameForm key={passkey.name} passkey={passkey} isBusy={busy === `rename ${passkey.id}`} onRename={(name) => void run(`rename ${passkey.id}`, () => rename(passkey, name), "renamed")} />
                ),
              },
              {
                header: "Action",
                cell: (passkey) => (
                  <RemoveButton
                    name={passkey.name}
                    warning="You can no longer log in with it, and all other devices are logged out."
                    isBusy={busy === passkey.id}
                    onRemove={() => void run(passkey.id, () => remove(passkey), "removed")}
                  />
                ),
              },
            ]}
            rows={passkeys}
            keyOf={(passkey) => passkey.id}
          />
          <p className="field-hint">Removing one logs out all other devices.</p>
        </>
      )}
      <NewPasskey />
    </AccountPage>
  );
}

/** A form in a cell: its field has a name for screen readers alone, and the browser sees to it that it is filled in. */
function RenameForm({ passkey, isBusy, onRename }: { passkey: Passkey; isBusy: boolean; onRename: (name: string) => void }) {
  const { passkeyNameMaxLength } = useSettings();
  const input = useRef<HTMLInputElement>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onRename(input.current?.value ?? "");
  };
  return (
    <form onSubmit={submit}>
      <input ref={input} className="input" defaultValue={passkey.name} maxLength={passkeyNameMaxLength} autoComplete="off" required aria-label={`Name of ${passkey.name}`} />
      <Button type="submit" kind="quiet" isBusy={isBusy}>
        Rename<span className="visually-hidden"> {passkey.name}</span>
      </Button>
    </form>
  );
}
