import { api, bodyOf } from "../../api/client";
import type { TwoFactorSecret } from "../../api/queries";
import { ActionForm } from "../ActionForm";
import { useSensitive } from "../../SensitiveActions";

/** Gives what makes the secret of an authenticator app. */
export function useBegin(onSecret: (secret: TwoFactorSecret) => void): () => Promise<void> {
  const sensitive = useSensitive();
  return async () => onSecret(await sensitive(() => bodyOf(api.POST("/api/auth/two-factor/begin"))));
}

/** Two-factor login is off. */
export function TwoFactorOff({ onSecret }: { onSecret: (secret: TwoFactorSecret) => void }) {
  const begin = useBegin(onSecret);
  return (
    <>
      <p className="lead">Whoever has your password cannot log in without your phone too.</p>
      <p>You need an authenticator app that makes codes of six digits.</p>
      <ActionForm action="Set it up" onSubmit={begin} />
    </>
  );
}
