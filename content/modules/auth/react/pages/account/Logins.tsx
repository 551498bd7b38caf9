import { DataTable } from "#host";
import { api } from "../../api/client";
import { type ProviderLogin, useProviderLogins } from "../../api/queries";
import { AccountPage } from "../../parts/account/AccountPage";
import { Done } from "../../parts/Done";
import { ProviderButtons } from "../../parts/ProviderButtons";
import { RemoveButton } from "../../parts/account/RemoveButton";
import { useAction } from "../../parts/account/useAction";
import { showDay } from "../../times";

const keyOf = (login: ProviderLogin) => `${login.provider}/${login.subject}`;

export function Component() {
  const logins = useProviderLogins();
  const { busy, refusal, run } = useAction();
  const remove = ({ provider, subject }: ProviderLogin) => api.DELETE("/api/auth/external-logins/{provider}/{subject}", { params: { path: { provider, subject } } });
  return (
    <AccountPage heading="Logins at providers">
      {refusal}
      <Done says={{ linked: "The login is added.", removed: "The login is removed." }} />
      {logins.length === 0 ? (
        <p>No account at a provider is added so far.</p>
      ) : (
        <>
          <DataTable
            label="Accounts by which you can log in"
            columns={[
              { header: "Provider", cell: (login) => login.providerName, isRowHeader: true },
              { header: "Address there", cell: (login) => login.email },
              { header: "Added", cell: (login) => showDay(login.createdAt) },
              { header: "Last used", cell: (login) => showDay(login.lastUsedAt) },
              {
                header: "Action",
                cell: (login) => (
                  <RemoveButton
                    name={login.providerName}
                    warning="You can no longer log in with it, and all other devices are logged out."
                    isBusy={busy === keyOf(login)}
                    onRemove={() => void run(keyOf(login), () => remove(login), "removed")}
                  />
                ),
              },
            ]}
            rows={logins}
            keyOf={keyOf}
          />
          <p className="field-hint">Removing one logs out all other devices.</p>
        </>
      )}
      <ProviderButtons label="Add" purpose="link" />
    </AccountPage>
  );
}
