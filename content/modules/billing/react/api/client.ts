import { createApi } from "#host";
import type { components, paths } from "../schema";

/** The endpoints under /api/billing, typed by the module's OpenAPI document. */
export const api = createApi<paths>();

export type Schemas = components["schemas"];

/** The body of an answer. A refusal was thrown before, so it is there. */
export async function bodyOf<Body>(sent: Promise<{ data?: Body }>): Promise<Body> {
  return (await sent).data as Body;
}
