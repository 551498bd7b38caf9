import { Link, useNavigate } from "react-router";
import { Page } from "#host";
import { api } from "../api/client";
import { useVerifyLink } from "../api/links";
import { ActionForm } from "../parts/ActionForm";
import { MailedLink } from "../parts/MailedLink";
import { useSearchValue } from "../parts/useSearchValue";
import { append, paths } from "../paths";

/** Where the link of a sign-up leads. */
export function Component() {
  const token = useSearchValue("token") ?? "";
  const returnUrl = useSearchValue("returnUrl");
  const link = useVerifyLink(token);
  const navigate = useNavigate();
  const confirm = async () => {
    await api.POST("/api/auth/verify-email", { body: { token } });
    await navigate(append(`${paths.login}?done=verified`, returnUrl));
  };
  return (
    <Page heading="Confirm your address" narrow robots="noindex">
      <MailedLink link={link} otherwise={<Link to={paths.checkMail}>Ask for a new link</Link>}>
        {() => (
          <>
            <p className="lead">One more click, and the address is confirmed.</p>
            <ActionForm action="Confirm the address" onSubmit={confirm} />
          </>
        )}
      </MailedLink>
    </Page>
  );
}
