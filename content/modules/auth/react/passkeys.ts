/** Whether this browser can deal with passkeys. */
export function knowsPasskeys(): boolean {
  return "PublicKeyCredential" in window && typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function";
}

/** Has the browser ask for a passkey, and gives what the server wants to see of it. */
export async function getPasskey(options: unknown): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
  return inJson(await navigator.credentials.get({ publicKey }));
}

/** Has the browser make a passkey, and gives what the server wants to see of it. */
export async function createPasskey(options: unknown): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON);
  return inJson(await navigator.credentials.create({ publicKey }));
}

function inJson(credential: Credential | null): unknown {
  return (credential as PublicKeyCredential).toJSON();
}
