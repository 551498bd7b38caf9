import { TextField } from "#host";
import { useSettings } from "../api/queries";

interface PasswordFieldProps {
  name: string;
  label: string;
  autoComplete: "current-password" | "new-password";
  hint?: string;
  required?: boolean;
}

/** A password, as long as the server takes one. */
export function PasswordField(props: PasswordFieldProps) {
  const { password } = useSettings();
  return <TextField type="password" maxLength={password.maxLength} {...props} />;
}

/** What a new password has to be. */
export function usePasswordHint(): string {
  const { password } = useSettings();
  return `${password.minLength} characters or more.`;
}
