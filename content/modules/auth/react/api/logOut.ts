import { openAnew } from "../openAnew";
import { api } from "./client";

/** Ends the session and leads to the home page. */
export async function logOut(): Promise<void> {
  await api.POST("/api/auth/logout");
  openAnew("/");
}
