import { Link, useNavigate, useSearchParams } from "react-router";
import * as v from "valibot";
import { Button, Form, Page, useAccount, useForm } from "#host";
import { api } from "../api/client";
import { useLink } from "../api/links";
import { MailedLink } from "../parts/MailedLink";
import { paths } from "../paths";

/** Where the link to the old address leads. */
export default function UndoEmailChange() {
  const [search] = useSearchParams();
  const token = search.get("token");
  const link = useLink("/api/auth/undo-email-change/check", token);
  const account = useAccount();
  const navigate = useNavigate();
  const form = useForm({
    schema: v.object({}),
    values: {},
    send: async () => {
      await api.POST("/api/auth/undo-email-change", { body: { token } });
      await account.reload();
      await navigate(`${paths.forgotPassword}?done=undone`);
    },
  });
  return (
    <Page title="Keep your old address" narrow robots="noindex">
      <MailedLink link={link} otherwise={<Link to={paths.login}>Log in</Link>}>
        {({ oldEmail, newEmail }) => (
          <>
            <p className="lead">
              The account keeps the address {oldEmail}, and not {newEmail}.
            </p>
            <p>All devices are logged out by this. If it was not you who asked for the change, choose a new password afterwards.</p>
            <Form form={form}>
              <Button type="submit" kind="danger">
                Take the change back
              </Button>
            </Form>
          </>
        )}
      </MailedLink>
    </Page>
  );
}
