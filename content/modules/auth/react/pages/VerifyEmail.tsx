import { Link, useNavigate, useSearchParams } from "react-router";
import * as v from "valibot";
import { Button, Form, Page, useForm } from "#host";
import { api } from "../api/client";
import { useLink } from "../api/links";
import { MailedLink } from "../parts/MailedLink";
import { append, paths } from "../paths";

/** Where the link of a sign-up leads. */
export default function VerifyEmail() {
  const [search] = useSearchParams();
  const token = search.get("token");
  const link = useLink("/api/auth/verify-email/check", token);
  const navigate = useNavigate();
  const form = useForm({
    schema: v.object({}),
    values: {},
    send: async () => {
      await api.POST("/api/auth/verify-email", { body: { token } });
      await navigate(append(`${paths.login}?done=verified`, search.get("returnUrl")));
    },
  });
  return (
    <Page title="Confirm your address" narrow robots="noindex">
      <MailedLink link={link} otherwise={<Link to={paths.checkMail}>Ask for a new link</Link>}>
        {() => (
          <>
            <p className="lead">One more click, and the address is confirmed.</p>
            <Form form={form}>
              <Button type="submit">Confirm the address</Button>
            </Form>
          </>
        )}
      </MailedLink>
    </Page>
  );
}
