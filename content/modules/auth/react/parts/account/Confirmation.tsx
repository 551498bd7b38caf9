import * as v from "valibot";
import { Form, useForm } from "#host";
import { api, bodyOf } from "../../api/client";
import { useReauthentication } from "../../api/queries";
import * as fields from "../../fields";
import { getPasskey } from "../../passkeys";
import { PasskeyButton } from "../PasskeyButton";
import { PasswordField } from "../PasswordField";
import { ProviderButtons } from "../ProviderButtons";
import { Submit } from "../Submit";
import { UsernameField } from "../UsernameField";

const schema = v.object({ currentPassword: fields.required });

/** The ways in which a signed-in user shows again who they are. `returnUrl` is where a provider leads back to. */
export function Confirmation({ returnUrl, onDone }: { returnUrl: string; onDone: () => unknown }) {
  const { hasPassword } = useReauthentication();
  const form = useForm({
    schema,
    defaultValues: { currentPassword: "" },
    onSubmit: async ({ currentPassword }) => {
      await api.POST("/api/auth/reauthenticate", { body: { password: currentPassword } });
      onDone();
    },
  });
  const confirmByPasskey = async () => {
    const credential = await getPasskey(await bodyOf(api.POST("/api/auth/passkeys/confirm-options")));
    await api.POST("/api/auth/passkeys/confirm", { body: { credential } });
    onDone();
  };
  return (
    <>
      {hasPassword && (
        <Form of={form}>
          <UsernameField />
          <PasswordField name="currentPassword" label="Password" autoComplete="current-password" required />
          <Submit>Confirm</Submit>
        </Form>
      )}
      <PasskeyButton label="Confirm with a passkey" run={confirmByPasskey} />
      {!hasPassword && <ProviderButtons label="Confirm with" purpose="confirm" returnUrl={returnUrl} />}
    </>
  );
}
