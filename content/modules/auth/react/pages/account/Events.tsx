import { Link } from "react-router";
import { DataTable, useAccount } from "#host";
import { useSecurityEvents } from "../../api/queries";
import { AccountPage } from "../../parts/account/AccountPage";
import { useSearchValue } from "../../parts/useSearchValue";
import { paths } from "../../paths";
import { showTime } from "../../times";

const shown = 50;

export function Component() {
  const { user } = useAccount();
  // One more tells whether the list goes on.
  const found = useSecurityEvents(shown + 1, useSearchValue("before"));
  const events = found.slice(0, shown);
  return (
    <AccountPage heading="Security events">
      <p>
        What happened to your account, newest first. If something was not you, <Link to={paths.password}>change the password</Link>.
      </p>
      <DataTable
        label="Security events"
        columns={[
          { header: "Event", cell: (event) => event.title, isRowHeader: true },
          { header: "When", cell: (event) => showTime(event.at, user?.timeZone) },
          { header: "Device", cell: (event) => event.device },
          { header: "Address", cell: (event) => event.ip },
        ]}
        rows={events}
        keyOf={(event) => event.id}
      />
      {found.length > shown && (
        <p>
          <Link to={`${paths.events}?before=${events.at(-1)?.id}`}>Older events</Link>
        </p>
      )}
    </AccountPage>
  );
}
