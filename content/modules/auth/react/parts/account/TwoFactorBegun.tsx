import * as v from "valibot";
import { Code, Form, useForm } from "#host";
import { api, bodyOf } from "../../api/client";
import type { TwoFactorSecret } from "../../api/queries";
import * as fields from "../../fields";
import { ActionForm } from "../ActionForm";
import { CodeField } from "../CodeField";
import { useSensitive } from "../../SensitiveActions";
import { Submit } from "../Submit";
import { useBegin } from "./TwoFactorOff";
import type { NewCodes } from "./TwoFactorOn";

interface TwoFactorBegunProps {
  secret: TwoFactorSecret;
  onSecret: (secret: TwoFactorSecret) => void;
  onCodes: (codes: NewCodes) => Promise<void>;
}

const schema = v.object({ code: fields.required });

/** A secret waits for the first code of the app that has it. */
export function TwoFactorBegun({ secret, onSecret, onCodes }: TwoFactorBegunProps) {
  const sensitive = useSensitive();
  const begin = useBegin(onSecret);
  const form = useForm({
    schema,
    defaultValues: { code: "" },
    onSubmit: async (body) => {
      const { recoveryCodes } = await sensitive(() => bodyOf(api.POST("/api/auth/two-factor/confirm", { body })));
      await onCodes({ codes: recoveryCodes, done: "Two-factor login is on, and all other devices are logged out." });
    },
  });
  return (
    <>
      <p>Scan this with your authenticator app. It is shown once.</p>
      <img src={`data:image/svg+xml,${encodeURIComponent(secret.qrCode)}`} alt="QR code" width="240" height="240" />
      <p>Or type this key into the app:</p>
      <Code>{secret.secret}</Code>
      <Form of={form}>
        <CodeField hint="The six digits that the app shows now. All other devices are logged out." />
        <Submit>Turn it on</Submit>
      </Form>
      <ActionForm action="Start again with a new key" kind="secondary" onSubmit={begin} />
    </>
  );
}
