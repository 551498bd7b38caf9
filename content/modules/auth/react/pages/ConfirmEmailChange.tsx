import { Link, useNavigate, useSearchParams } from "react-router";
import * as v from "valibot";
import { Button, Form, Page, useAccount, useForm } from "#host";
import { api } from "../api/client";
import { useLink } from "../api/links";
import { MailedLink } from "../parts/MailedLink";
import { paths } from "../paths";

/** Where the link to a new address leads. */
export default function ConfirmEmailChange() {
  const [search] = useSearchParams();
  const token = search.get("token");
  const link = useLink("/api/auth/confirm-email-change/check", token);
  const account = useAccount();
  const navigate = useNavigate();
  const form = useForm({
    schema: v.object({}),
    values: {},
    send: async () => {
      await api.POST("/api/auth/confirm-email-change", { body: { token } });
      const user = await account.reload();
      await navigate(`${user ? paths.account : paths.login}?done=email`);
    },
  });
  return (
    <Page title="Confirm your new address" narrow robots="noindex">
      <MailedLink link={link} otherwise={<Link to={paths.email}>Ask for a new link</Link>}>
        {({ newEmail }) => (
          <>
            <p className="lead">One more click, and the account's address is {newEmail}.</p>
            <Form form={form}>
              <Button type="submit">Confirm the new address</Button>
            </Form>
          </>
        )}
      </MailedLink>
    </Page>
  );
}
