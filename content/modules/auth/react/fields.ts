import * as v from "valibot";

// The server judges what is typed; here stands only what needs no question, so that an empty field costs no request.

/** A field that may stay empty. */
export const optional = v.string();

/** A field that has to be filled in. */
export const required = v.pipe(v.string(), v.nonEmpty("Please fill this in."));

/** An address: that it has two parts is seen here, all else by the server. */
export const email = v.pipe(required, v.regex(/\S@\S/, "This is not an e-mail address. Write it as in ann@example.com."));
