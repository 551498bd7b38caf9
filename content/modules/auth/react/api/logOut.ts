import { api } from "./client";

/** Ends the session and leads to the home page, by a new page: nothing of the account stays in the memory of this one. */
export async function logOut(): Promise<void> {
  await api.POST("/api/auth/logout");
  window.location.assign("/");
}
