import { TextField } from "#host";
import { useSettings } from "../api/queries";

/** What others call a user. */
export function NameField() {
  const { nameMaxLength } = useSettings();
  return <TextField name="name" label="Name" autoComplete="name" hint="What others call you. You may leave it empty." maxLength={nameMaxLength} />;
}
