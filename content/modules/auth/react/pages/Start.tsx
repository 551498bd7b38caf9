import { Link } from "react-router";
import { Card, Facts, LinkButton, navigation, Page, useAccount } from "#host";
import { useSecurityEvents, useStart } from "../api/queries";
import { AccountNavigation } from "../AccountNavigation";
import { paths } from "../paths";
import { showTime } from "../times";

const shownEvents = 3;
const own: readonly string[] = [paths.start, paths.account];

/** Where a login leads to. An application that has something better to show puts a page of its own at the same path. */
export function Component() {
  const { user } = useAccount();
  const { name, attention } = useStart();
  const events = useSecurityEvents(shownEvents);
  const links = navigation.filter((entry) => entry.show !== "signed-out" && !own.includes(entry.to));
  return (
    <Page title="Start" heading={name ? `Welcome, ${name}` : "Welcome"} lead={`You are logged in as ${user?.email}.`} robots="noindex">
      <AccountNavigation>
        {links.length > 0 && (
          <>
            <h2>Go on with</h2>
            <ul className="nav">
              {links.map((link) => (
                <li key={link.to}>
                  <LinkButton kind="secondary" to={link.to}>
                    {link.label}
                  </LinkButton>
                </li>
              ))}
            </ul>
          </>
        )}
        <h2>Worth a look</h2>
        {attention.map((item) => (
          <Card key={item.code} title={item.title}>
            <p>{item.text}</p>
            <p>
              <Link to={item.path}>{item.action}</Link>
            </p>
          </Card>
        ))}
        {attention.length === 0 && <p>All is well with your account.</p>}
        <h2>Lately</h2>
        <Facts items={events.map((event) => [event.title, `${showTime(event.at, user?.timeZone)}, ${event.device}`])} />
        <p>
          <Link to={paths.events}>All security events</Link>
        </p>
      </AccountNavigation>
    </Page>
  );
}
