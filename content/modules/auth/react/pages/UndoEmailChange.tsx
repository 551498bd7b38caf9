import { Link } from "react-router";
import { Page } from "#host";
import { api } from "../api/client";
import { useUndoChangeLink } from "../api/links";
import { ActionForm } from "../parts/ActionForm";
import { openAnew } from "../openAnew";
import { MailedLink } from "../parts/MailedLink";
import { useSearchValue } from "../parts/useSearchValue";
import { paths } from "../paths";

/** Where the link to the old address leads. */
export function Component() {
  const token = useSearchValue("token") ?? "";
  const link = useUndoChangeLink(token);
  const undo = async () => {
    await api.POST("/api/auth/undo-email-change", { body: { token } });
    openAnew(`${paths.forgotPassword}?done=undone`);
  };
  return (
    <Page heading="Keep your old address" narrow robots="noindex">
      <MailedLink link={link} otherwise={<Link to={paths.login}>Log in</Link>}>
        {({ oldEmail, newEmail }) => (
          <>
            <p className="lead">
              The account keeps the address {oldEmail}, and not {newEmail}.
            </p>
            <p>All devices are logged out by this. If it was not you who asked for the change, choose a new password afterwards.</p>
            <ActionForm action="Take the change back" kind="danger" onSubmit={undo} />
          </>
        )}
      </MailedLink>
    </Page>
  );
}
