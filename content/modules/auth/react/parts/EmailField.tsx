import { TextField } from "#host";

const longest = 254;

/** An e-mail address. */
export function EmailField({ label = "E-mail address", autoComplete, hint }: { label?: string; autoComplete: "email" | "username"; hint?: string }) {
  return <TextField name="email" label={label} type="email" autoComplete={autoComplete} hint={hint} maxLength={longest} required />;
}
