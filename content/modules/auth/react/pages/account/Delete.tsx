import { Link } from "react-router";
import * as v from "valibot";
import { CheckboxField, Form, useForm } from "#host";
import { api } from "../../api/client";
import { useDeletion } from "../../api/queries";
import { openAnew } from "../../openAnew";
import { AccountPage } from "../../parts/account/AccountPage";
import { AskedSubmit } from "../../parts/AskedSubmit";
import { useSensitive } from "../../SensitiveActions";
import { paths } from "../../paths";

export function Component() {
  const { graceDays, obstacles } = useDeletion();
  return (
    <AccountPage heading="Delete your account">
      {obstacles.length > 0 ? (
        <>
          <p>Your account cannot be deleted yet:</p>
          <ul>
            {obstacles.map((obstacle) => (
              <li key={obstacle}>{obstacle}</li>
            ))}
          </ul>
        </>
      ) : (
        <DeleteForm graceDays={graceDays} />
      )}
    </AccountPage>
  );
}

const schema = v.object({ confirm: v.pipe(v.boolean(), v.literal(true, "Please tick the box if you want to delete your account.")) });

function DeleteForm({ graceDays }: { graceDays: number }) {
  const sensitive = useSensitive();
  const form = useForm({
    schema,
    defaultValues: { confirm: false },
    onSubmit: async () => {
      await sensitive(() => api.POST("/api/auth/delete-account"));
      openAnew(`${paths.login}?done=deleted`);
    },
  });
  return (
    <>
      <p>Your account is closed at once, and all devices are logged out. After {graceDays} days everything in it is erased; until then you keep it by logging in.</p>
      <p>
        <Link to={paths.data}>Download a copy of your data</Link> first if you want one.
      </p>
      <Form of={form}>
        <CheckboxField name="confirm" label="I want to delete my account" />
        <AskedSubmit warning="Your account is closed at once, and all devices are logged out.">Delete the account</AskedSubmit>
      </Form>
    </>
  );
}
