import { LinkButton, Page } from "#host";

/** In the place of a page that the user's role does not open; the words are those of the server's error page. */
export function NotAllowed() {
  return (
    <Page
      title="You may not open this page"
      eyebrow="Error 403"
      heading="You may not open this page."
      lead="Your account has no access to it. If it should, ask the person who runs the account."
      robots="noindex"
      narrow
    >
      <div className="actions">
        <LinkButton to="/">Go to the home page</LinkButton>
        <LinkButton kind="secondary" to="/status">
          See the status
        </LinkButton>
      </div>
    </Page>
  );
}
