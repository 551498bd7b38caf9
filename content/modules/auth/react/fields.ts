import * as v from "valibot";

// The server judges what is typed; here stands only what needs no question, so that an empty field costs no request.

const needed = "Please fill this in.";

export const longestEmail = 254;
export const longestCode = 60;

/** A field that may stay empty. */
export const text = v.string();

/** A field that has to be filled in. */
export const required = v.pipe(v.string(), v.nonEmpty(needed));

/** An address; more than that there is something before and behind an @ is the server's to say. */
export const email = v.pipe(required, v.regex(/\S@\S/, "This is not an e-mail address. Write it as in ann@example.com."));
