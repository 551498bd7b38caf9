import { openAnew } from "../openAnew";
import { api } from "./client";

/** Ends the session and leads to the home page. */
export const logOut = () => logOutTo("/");

/** Ends the session and leads to a path of this site. */
export async function logOutTo(path: string): Promise<void> {
  await api.POST("/api/auth/logout");
  openAnew(path);
}
