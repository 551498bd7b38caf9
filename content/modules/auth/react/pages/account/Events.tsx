import { Link } from "react-router";
import { DataTable, useSignedIn } from "#host";
import { useSecurityEvents } from "../../api/queries";
import { AccountPage } from "../../parts/AccountPage";
import { paths } from "../../paths";
import { showTime } from "../../times";

export default function Events() {
  const user = useSignedIn();
  const events = useSecurityEvents();
  return (
    <AccountPage title="Security events">
      <p>
        What happened to your account, newest first. If something was not you, <Link to={paths.password}>change the password</Link>.
      </p>
      <DataTable
        caption="Security events"
        columns={["Event", "When", "Device", "Address"]}
        rows={events.map((one) => ({ key: one.id, cells: [one.title, showTime(one.at, user.timeZone), one.device, one.ip] }))}
      />
    </AccountPage>
  );
}
