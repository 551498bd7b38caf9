import { useNavigate } from "react-router";
import * as v from "valibot";
import { Button, Form, Page, useForm } from "#host";
import { useLogOut } from "../api/logOut";

export default function Logout() {
  const form = useForm({ schema: v.object({}), values: {}, send: useLogOut() });
  return (
    <Page title="Log out" narrow robots="noindex">
      <Form form={form}>
        <Button type="submit">Log out of this device</Button>
      </Form>
    </Page>
  );
}
