import { createApi } from "../host/api";
import type { components, paths } from "./schema";

/** The application's own endpoints. The types are made from its OpenAPI document by `npm run api`. */
export const api = createApi<paths>();

export type Schemas = components["schemas"];
