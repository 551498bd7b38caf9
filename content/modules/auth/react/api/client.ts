import { createApi } from "#host";
import type { paths } from "../schema";

/** The endpoints under /api/auth, typed by the module's OpenAPI document. */
export const api = createApi<paths>();
