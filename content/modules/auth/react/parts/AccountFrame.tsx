import type { ReactNode } from "react";
import { Page, SideNavigation } from "#host";
import { useSettings } from "../api/queries";
import { paths } from "../paths";

/** What the pages of the account have in common: their heading, which is the title, and their navigation. */
export function AccountFrame({ title, children }: { title: string; children: ReactNode }) {
  const settings = useSettings();
  const entries = [
    { label: "Overview", to: paths.account },
    { label: "Profile", to: paths.profile },
    { label: "E-mail address", to: paths.email },
    { label: "Password", to: paths.password },
    { label: "Two-factor login", to: paths.accountTwoFactor },
    // Without the pages of ways to log in that the site does not offer.
    ...(settings.passkeys ? [{ label: "Passkeys", to: paths.passkeys }] : []),
    ...(settings.providers.length > 0 ? [{ label: "Providers", to: paths.logins }] : []),
    { label: "Sessions", to: paths.sessions },
    { label: "Security events", to: paths.events },
    { label: "Your data", to: paths.data },
    { label: "Delete the account", to: paths.delete },
  ];
  return (
    <Page title={title} robots="noindex">
      <SideNavigation label="Account" entries={entries}>
        {children}
      </SideNavigation>
    </Page>
  );
}
