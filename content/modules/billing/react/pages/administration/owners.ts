import type { Account } from "./queries";

/** Who pays: the kind and the id. */
export const ownerOf = (one: Account) => `${one.ownerKind === "team" ? "Team" : "User"} ${one.ownerId}`;

/** What an account is called: the address of its receipts, else its id. */
export const nameOf = (one: Account) => one.email || one.id;
