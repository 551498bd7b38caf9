import * as v from "valibot";
import { Button, Form, TextField, useAccount, useForm } from "#host";
import { api } from "../api/client";
import { useReauthentication, useSettings } from "../api/queries";
import * as fields from "../fields";
import { getPasskey } from "../passkeys";
import { PasskeyButton } from "./PasskeyButton";
import { ProviderButtons } from "./ProviderButtons";
import { UsernameField } from "./UsernameField";

const schema = v.object({ currentPassword: fields.required });

/** The ways in which a signed-in user shows again who they are: on the page for it, and in the dialog before a sensitive action. */
export function Confirmation({ email, returnUrl, onDone }: { email: string; returnUrl: string; onDone: () => void | Promise<void> }) {
  const { hasPassword } = useReauthentication();
  const settings = useSettings();
  const form = useForm({
    schema,
    values: { currentPassword: "" },
    send: async (values) => {
      await api.POST("/api/auth/reauthenticate", { body: { password: values.currentPassword } });
      await onDone();
    },
  });
  const byPasskey = async () => {
    const credential = await getPasskey(await api.POST("/api/auth/passkeys/confirm-options"));
    await api.POST("/api/auth/passkeys/confirm", { body: { credential } });
    await onDone();
  };
  return (
    <>
      {hasPassword && (
        <Form form={form}>
          <UsernameField email={email} />
          <TextField name="currentPassword" label="Password" type="password" autoComplete="current-password" maxLength={settings.password.maxLength} required />
          <Button type="submit">Confirm</Button>
        </Form>
      )}
      <PasskeyButton label="Confirm with a passkey" run={byPasskey} />
      {!hasPassword && <ProviderButtons label="Confirm with" purpose="confirm" returnUrl={returnUrl} />}
    </>
  );
}
