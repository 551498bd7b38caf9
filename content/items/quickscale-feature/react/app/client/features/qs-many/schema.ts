import * as v from "valibot";

// The server's own limits; it checks again.
export const longestName = 200;
export const longestNotes = 2000;

export const schema = v.object({
  name: v.pipe(v.string(), v.trim(), v.nonEmpty("Write a name."), v.maxLength(longestName, `A name has at most ${longestName} characters.`)),
  notes: v.pipe(v.string(), v.maxLength(longestNotes, `Notes have at most ${longestNotes} characters.`)),
});
