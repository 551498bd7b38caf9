import type { ReactNode } from "react";
import { SideNavigation } from "#host";
import { useSettings } from "./api/queries";
import { paths } from "./paths";

/** The pages of the account in the order of their menu, without those of ways to log in that the site does not offer. */
export function AccountNavigation({ children }: { children: ReactNode }) {
  const settings = useSettings();
  const entries = [
    { label: "Overview", to: paths.account },
    { label: "Profile", to: paths.profile },
    { label: "E-mail address", to: paths.email },
    { label: "Password", to: paths.password },
    { label: "Two-factor login", to: paths.accountTwoFactor },
    ...(settings.passkeys ? [{ label: "Passkeys", to: paths.passkeys }] : []),
    ...(settings.providers.length > 0 ? [{ label: "Providers", to: paths.logins }] : []),
    { label: "Sessions", to: paths.sessions },
    { label: "Security events", to: paths.events },
    { label: "Your data", to: paths.data },
    { label: "Delete the account", to: paths.delete },
  ];
  return (
    <SideNavigation label="Account" entries={entries}>
      {children}
    </SideNavigation>
  );
}
