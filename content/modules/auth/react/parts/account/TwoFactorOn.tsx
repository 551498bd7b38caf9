import * as v from "valibot";
import { Form, useForm } from "#host";
import { api, bodyOf } from "../../api/client";
import { type TwoFactorStatus, useRefresh } from "../../api/queries";
import * as fields from "../../fields";
import { showDay } from "../../times";
import { AskedSubmit } from "../AskedSubmit";
import { CodeField } from "../CodeField";
import { useSayDone } from "../Done";
import { PasswordField } from "../PasswordField";
import { useSensitive } from "../../SensitiveActions";
import { Submit } from "../Submit";
import { TrustedBrowsers } from "./TrustedBrowsers";
import { UsernameField } from "../UsernameField";

/** Recovery codes, and the sentence that says what their making has done. */
export interface NewCodes {
  codes: readonly string[];
  done: string;
}

/** Two-factor login is on. */
export function TwoFactorOn({ status, onCodes }: { status: TwoFactorStatus; onCodes: (codes: NewCodes) => Promise<void> }) {
  return (
    <>
      <p>On since {showDay(status.enabledAt)}: a login asks for a code of your authenticator app.</p>
      <h2>Recovery codes</h2>
      <p>
        {status.recoveryCodesLeft} of {status.recoveryCodes} are left. New ones make the earlier ones void, and log all other devices out.
      </p>
      <RenewForm onCodes={onCodes} />
      <TrustedBrowsers />
      <h2>Turn it off</h2>
      <DisableForm />
    </>
  );
}

const renewal = v.object({ code: fields.required });

function RenewForm({ onCodes }: { onCodes: (codes: NewCodes) => Promise<void> }) {
  const sensitive = useSensitive();
  const sayDone = useSayDone();
  const form = useForm({
    schema: renewal,
    defaultValues: { code: "" },
    onSubmit: async (body) => {
      sayDone();
      const { recoveryCodes } = await sensitive(() => bodyOf(api.POST("/api/auth/two-factor/recovery-codes", { body })));
      await onCodes({ codes: recoveryCodes, done: "Your earlier recovery codes are void, and all other devices are logged out." });
    },
  });
  return (
    <Form of={form}>
      <CodeField hint="Of your authenticator app, or a recovery code." />
      <Submit kind="secondary">Make new recovery codes</Submit>
    </Form>
  );
}

const disabling = v.object({ currentPassword: fields.optional, code: fields.required });

function DisableForm() {
  const sensitive = useSensitive();
  const refresh = useRefresh();
  const sayDone = useSayDone();
  const form = useForm({
    schema: disabling,
    defaultValues: { currentPassword: "", code: "" },
    onSubmit: async (body) => {
      sayDone();
      await sensitive(() => api.POST("/api/auth/two-factor/disable", { body }));
      await refresh();
      sayDone("off");
    },
  });
  return (
    <Form of={form}>
      <UsernameField />
      <PasswordField name="currentPassword" label="Password" autoComplete="current-password" />
      <CodeField hint="Of your authenticator app, or a recovery code. All other devices are logged out." />
      <AskedSubmit warning="Your password alone is then enough to log in.">Turn it off</AskedSubmit>
    </Form>
  );
}
