import { api } from "./client";

/** Asks for the copy of all that is known about the user, and has the browser keep it as a file. */
export async function downloadPersonalData(): Promise<void> {
  const { data, response } = await api.POST("/api/auth/personal-data", { parseAs: "blob" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(data as Blob);
  link.download = fileName(response.headers.get("Content-Disposition"));
  link.click();
  URL.revokeObjectURL(link.href);
}

function fileName(disposition: string | null): string {
  return /filename="?([^";]+)/.exec(disposition ?? "")?.[1] ?? "personal-data";
}
