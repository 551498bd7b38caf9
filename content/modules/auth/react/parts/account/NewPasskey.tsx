import { useId, useState } from "react";
import { api, bodyOf } from "../../api/client";
import { useRefresh, useSettings } from "../../api/queries";
import { createPasskey, knowsPasskeys } from "../../passkeys";
import { useSayDone } from "../Done";
import { PasskeyButton } from "../PasskeyButton";
import { useSensitive } from "../../SensitiveActions";

/** Has the browser make a passkey; nothing where the browser knows none. */
export function NewPasskey() {
  const settings = useSettings();
  const sensitive = useSensitive();
  const refresh = useRefresh();
  const sayDone = useSayDone();
  const id = useId();
  const [name, setName] = useState("Passkey");
  if (!settings.passkeys || !knowsPasskeys()) {
    return null;
  }

  const add = async () => {
    sayDone();
    const options = await sensitive(() => bodyOf(api.POST("/api/auth/passkeys/registration-options")));
    const credential = await createPasskey(options);
    await api.POST("/api/auth/passkeys", { body: { name, credential } });
    await refresh();
    sayDone("added");
  };
  return (
    <>
      <h2>Add a passkey</h2>
      <div className="field">
        <label htmlFor={id}>Name of the new passkey</label>
        <input
          className="input"
          id={id}
          autoComplete="off"
          maxLength={settings.passkeyNameMaxLength}
          value={name}
          onChange={(event) => setName(event.target.value)}
          aria-describedby={`${id}-hint`}
        />
        <p className="field-hint" id={`${id}-hint`}>
          Such as the device or password manager that keeps it.
        </p>
      </div>
      <PasskeyButton label="Add a passkey" run={add} />
    </>
  );
}
