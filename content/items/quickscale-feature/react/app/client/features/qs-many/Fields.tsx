import { TextAreaField, TextField } from "#host";
import { longestName, longestNotes } from "./schema";

/** The fields of the form, for a new one and for one that is changed. */
export function Fields() {
  return (
    <>
      <TextField name="name" label="Name" autoComplete="off" maxLength={longestName} required />
      <TextAreaField name="notes" label="Notes" rows={5} maxLength={longestNotes} />
    </>
  );
}
