import { isRouteErrorResponse, useRouteError } from "react-router";
import { Problem } from "../host/problem";
import { Page } from "../host/Page";
import { Button, LinkButton } from "../ui/Button";
import { Message } from "./Message";
import { NotFound } from "./NotFound";

/** What a page that cannot be shown leaves in its place: the frame stays, and there is a way on. */
export function ErrorPage() {
  const error = useRouteError();
  const status = isRouteErrorResponse(error) || error instanceof Problem ? error.status : undefined;
  if (status === 404) {
    return <NotFound />;
  }

  if (status === 403) {
    return <Message eyebrow="Error 403" heading="You may not open this page." lead="Your account has no access to it. If it should, ask the person who runs the account." />;
  }

  // A page's script that cannot be loaded: the network is gone, or a new version has replaced the files of this one.
  if (error instanceof TypeError || (error instanceof Problem && error.isNetwork)) {
    return (
      <Page title="The page could not be loaded" eyebrow="Connection" heading="The page could not be loaded." lead="The site cannot be reached, or there is a newer version of it. Look at your connection and reload the page." robots="noindex" narrow>
        <div className="actions">
          <Button onClick={() => window.location.reload()}>Reload the page</Button>
          <LinkButton kind="secondary" to="/" reload>
            Go to the home page
          </LinkButton>
        </div>
      </Page>
    );
  }

  return (
    <Message
      eyebrow="Error"
      heading="Something went wrong on our side."
      lead="Try again in a moment; if it happens again, tell us."
    />
  );
}
