import type { ReactNode } from "react";
import { Page } from "#host";
import { AccountNavigation } from "../../AccountNavigation";

/** What the pages of the account have in common: their heading, which is the title, and their navigation. */
export function AccountPage({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Page heading={heading} robots="noindex">
      <AccountNavigation>{children}</AccountNavigation>
    </Page>
  );
}
