import { api } from "./client";

/** Asks for the copy of all of a team's data, and has the browser keep it as a file. */
export async function downloadTeam(team: string): Promise<void> {
  const { data, response } = await api.POST("/api/teams/{team}/export", { params: { path: { team } }, parseAs: "blob" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(data as Blob);
  link.download = /filename="?([^";]+)/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? `${team}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}
