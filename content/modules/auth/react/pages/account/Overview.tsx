import * as v from "valibot";
import { Button, Facts, Form, useForm, useSignedIn } from "#host";
import { useLogOut } from "../../api/logOut";
import { AccountPage } from "../../parts/AccountPage";
import { Done } from "../../parts/Done";

export default function Overview() {
  const user = useSignedIn();
  const form = useForm({ schema: v.object({}), values: {}, send: useLogOut() });
  return (
    <AccountPage title="Your account">
      <Done says={{ email: "The new address is confirmed." }} />
      <Facts items={[["Name", user.name], ["E-mail address", user.email]]} />
      <Form form={form}>
        <Button type="submit" kind="secondary">
          Log out
        </Button>
      </Form>
    </AccountPage>
  );
}
