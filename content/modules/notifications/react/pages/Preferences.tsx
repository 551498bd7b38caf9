import * as v from "valibot";
import { Link } from "react-router";
import { useFormState } from "react-hook-form";
import { Alert, Button, CheckboxField, Form, Page, RadioField, useForm } from "#host";
import { api, type Schemas } from "../api/client";
import { usePreferences, useRefresh } from "../api/queries";
import { Done, useSayDone } from "../parts/Done";
import { paths } from "../paths";

type Preference = Schemas["PreferenceAnswer"];

const schema = v.object({ kinds: v.array(v.object({ kind: v.string(), email: v.picklist(["on", "digest", "off"], "Please choose one."), inApp: v.boolean() })) });

const modesOf = (one: Preference) => [
  { value: "on", label: one.mayBeDigested ? "At once" : "Send it" },
  ...(one.mayBeDigested ? [{ value: "digest", label: "In the daily digest" }] : []),
  { value: "off", label: "Never" },
];

export function Component() {
  const { kinds, digestHour, isUnreachable } = usePreferences();
  const always = kinds.filter((one) => one.isTransactional);
  return (
    <Page heading="What you are told" lead={`By e-mail at once, in one e-mail a day after ${String(digestHour).padStart(2, "0")}:00, or only here.`} robots="noindex">
      <Done says={{ saved: "Saved." }} />
      {isUnreachable && <Alert kind="warning">We cannot reach your e-mail address: mail to it came back. Only what is about your account itself is still sent there.</Alert>}
      <Choices kinds={kinds.filter((one) => !one.isTransactional)} />
      <h2>Always sent</h2>
      <p>What is about your account itself, such as confirmations, security notices and links that you ask for, is always sent and cannot be turned off.</p>
      {always.length > 0 && (
        <ul>
          {always.map((one) => (
            <li key={one.kind}>{one.title}</li>
          ))}
        </ul>
      )}
      <p>
        <Link to={paths.list}>Back to the notifications</Link>
      </p>
    </Page>
  );
}

function Choices({ kinds }: { kinds: readonly Preference[] }) {
  const refresh = useRefresh();
  const sayDone = useSayDone();
  const form = useForm({
    schema,
    defaultValues: { kinds: kinds.map((one) => ({ kind: one.kind, email: one.email as "on" | "digest" | "off", inApp: one.inApp ?? false })) },
    onSubmit: async (values) => {
      sayDone();
      await api.PUT("/api/notifications/preferences", {
        body: { kinds: values.kinds.map((one, index) => ({ ...one, inApp: kinds[index]?.inApp === null ? null : one.inApp })) },
      });
      await refresh();
      sayDone("saved");
    },
  });
  return (
    <Form of={form}>
      {kinds.map((one, index) => (
        <div key={one.kind}>
          <h2>{one.title}</h2>
          {one.description && <p className="muted">{one.description}</p>}
          <RadioField name={`kinds.${index}.email`} label={`${one.title} by e-mail`} options={modesOf(one)} />
          {one.inApp !== null && <CheckboxField name={`kinds.${index}.inApp`} label={`Show here: ${one.title}`} />}
        </div>
      ))}
      <Save />
    </Form>
  );
}

function Save() {
  const { isSubmitting } = useFormState();
  return (
    <div className="actions">
      <Button type="submit" isBusy={isSubmitting}>
        Save
      </Button>
    </div>
  );
}
