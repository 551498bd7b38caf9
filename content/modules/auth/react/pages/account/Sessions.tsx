import * as v from "valibot";
import { Badge, Button, DataTable, Form, useAccount, useForm } from "#host";
import { api } from "../../api/client";
import { type Session, useRefresh, useSessions } from "../../api/queries";
import * as fields from "../../fields";
import { AccountPage } from "../../parts/account/AccountPage";
import { AskedSubmit } from "../../parts/AskedSubmit";
import { Done, useSayDone } from "../../parts/Done";
import { PasswordField } from "../../parts/PasswordField";
import { useAction } from "../../parts/account/useAction";
import { UsernameField } from "../../parts/UsernameField";
import { showTime } from "../../times";

export function Component() {
  const sessions = useSessions();
  const { user } = useAccount();
  const { busy, refusal, run } = useAction();
  const actionOf = (session: Session) =>
    session.isCurrent ? (
      <Badge kind="success">This device</Badge>
    ) : (
      <Button
        kind="quiet"
        isBusy={busy === session.id}
        onClick={() => void run(session.id, () => api.DELETE("/api/auth/sessions/{id}", { params: { path: { id: session.id } } }), "one")}
      >
        Log out<span className="visually-hidden"> {session.device}</span>
      </Button>
    );
  return (
    <AccountPage heading="Sessions">
      {refusal}
      <Done says={{ one: "The device is logged out.", others: "All other devices are logged out." }} />
      <DataTable
        label="Where you are logged in"
        columns={[
          { header: "Device", cell: (session) => (session.kind === "api" ? `Program: ${session.device}` : session.device), isRowHeader: true },
          { header: "Address", cell: (session) => session.ip },
          { header: "Logged in", cell: (session) => showTime(session.createdAt, user?.timeZone) },
          { header: "Last seen", cell: (session) => showTime(session.lastSeenAt, user?.timeZone) },
          { header: "Action", cell: actionOf },
        ]}
        rows={sessions}
        keyOf={(session) => session.id}
      />
      <h2>Log out all other devices</h2>
      <OthersForm />
    </AccountPage>
  );
}

const schema = v.object({ currentPassword: fields.optional });

function OthersForm() {
  const refresh = useRefresh();
  const sayDone = useSayDone();
  const form = useForm({
    schema,
    defaultValues: { currentPassword: "" },
    onSubmit: async ({ currentPassword }) => {
      sayDone();
      await api.POST("/api/auth/sessions/revoke-others", { body: { password: currentPassword } });
      form.reset();
      await refresh();
      sayDone("others");
    },
  });
  return (
    <Form of={form}>
      <UsernameField />
      <PasswordField name="currentPassword" label="Password" autoComplete="current-password" hint="Not needed if you have just logged in." />
      <AskedSubmit warning="Everyone who is logged in elsewhere has to log in again.">Log out all others</AskedSubmit>
    </Form>
  );
}
