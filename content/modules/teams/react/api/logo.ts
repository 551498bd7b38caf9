import { api } from "./client";

/** The types of picture that the server takes. */
export const pictureTypes = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/** Sends a picture as it is. What it is its first bytes say: the server looks at them, and not at the file's name or type. */
export function setLogo(team: string, file: File) {
  const type = pictureTypes.includes(file.type) ? file.type : pictureTypes[0];
  return api.PUT("/api/teams/{team}/logo", { params: { path: { team } }, body: file as never, bodySerializer: (body: unknown) => body as File, headers: { "Content-Type": type } });
}
