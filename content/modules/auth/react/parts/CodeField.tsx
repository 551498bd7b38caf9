import { TextField } from "#host";

const longest = 60;

/** A code of an authenticator app, or a recovery code. */
export function CodeField({ hint }: { hint: string }) {
  return <TextField name="code" label="Code" autoComplete="one-time-code" hint={hint} maxLength={longest} required />;
}
