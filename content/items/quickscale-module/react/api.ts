import { createApi } from "#host";
import type { paths } from "./schema";

/** The endpoints under /api/qs-mod, typed by their OpenAPI document; `npm run api -- qs-mod` renews schema.d.ts. */
export const api = createApi<paths>();
