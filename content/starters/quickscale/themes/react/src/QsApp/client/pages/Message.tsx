import type { ReactNode } from "react";
import { Page } from "../host/Page";
import { LinkButton } from "../ui/Button";

/** A page that says what happened and where the way leads on; the words are those of the server's error pages. */
export function Message({ eyebrow, heading, lead, children }: { eyebrow: string; heading: string; lead: string; children?: ReactNode }) {
  return (
    <Page title={heading.replace(/\.$/, "")} eyebrow={eyebrow} heading={heading} lead={lead} robots="noindex" narrow>
      {children}
      <div className="actions">
        <LinkButton to="/">Go to the home page</LinkButton>
        <LinkButton kind="secondary" to="/status">
          See the status
        </LinkButton>
      </div>
    </Page>
  );
}
