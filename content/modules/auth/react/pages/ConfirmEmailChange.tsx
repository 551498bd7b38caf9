import { Link, useNavigate } from "react-router";
import { Page, useAccount } from "#host";
import { api } from "../api/client";
import { useConfirmChangeLink } from "../api/links";
import { ActionForm } from "../parts/ActionForm";
import { MailedLink } from "../parts/MailedLink";
import { useSearchValue } from "../parts/useSearchValue";
import { paths } from "../paths";

/** Where the link to a new address leads. */
export function Component() {
  const token = useSearchValue("token") ?? "";
  const link = useConfirmChangeLink(token);
  const { user, refresh } = useAccount();
  const navigate = useNavigate();
  const confirm = async () => {
    await api.POST("/api/auth/confirm-email-change", { body: { token } });
    await navigate(`${user ? paths.account : paths.login}?done=email`);
    if (user) {
      await refresh(); // It may be the user's own address.
    }
  };
  return (
    <Page heading="Confirm your new address" narrow robots="noindex">
      <MailedLink link={link} otherwise={<Link to={paths.email}>Ask for a new link</Link>}>
        {({ newEmail }) => (
          <>
            <p className="lead">One more click, and the account's address is {newEmail}.</p>
            <ActionForm action="Confirm the new address" onSubmit={confirm} />
          </>
        )}
      </MailedLink>
    </Page>
  );
}
