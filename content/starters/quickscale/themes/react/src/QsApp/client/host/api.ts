import createClient, { type Client, type Middleware } from "openapi-fetch";
import { Problem } from "./problem";
import { reportUnauthorized } from "./session";

const changing = new Set(["POST", "PUT", "PATCH", "DELETE"]);

let token: Promise<{ token: string; header: string }> | undefined;

/** Forgets the antiforgery token, which is worth nothing after a login or logout. */
export function forgetToken(): void {
  token = undefined;
}

/**
 * A typed client for the endpoints of a document: `createApi<paths>()`, with `paths` from the generated schema.d.ts. Its methods
 * give `data` or throw a `Problem`. The antiforgery token goes along by itself; the session is the browser's cookie.
 */
export function createApi<Paths extends object>(): Client<Paths> {
  const client = createClient<Paths>({ baseUrl: window.location.origin, fetch: send });
  client.use(problems);
  return client;
}

const problems: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) {
      throw await Problem.from(response);
    }
  },
};

/** Sends a request. A token that turns out to be stale is renewed once. */
async function send(request: Request): Promise<Response> {
  if (!changing.has(request.method)) {
    return await watch(await reach(request));
  }

  const again = request.clone();
  const response = await reach(await withToken(request));
  if (response.status === 400 && (await isStale(response.clone()))) {
    forgetToken();
    return await watch(await reach(await withToken(again)));
  }

  return await watch(response);
}

async function withToken(request: Request): Promise<Request> {
  token ??= fetchToken();
  try {
    const { token: value, header } = await token;
    request.headers.set(header, value);
  } catch (error) {
    forgetToken();
    throw error;
  }

  return request;
}

async function fetchToken(): Promise<{ token: string; header: string }> {
  const response = await reach(new Request(new URL("/api/antiforgery", window.location.origin)));
  if (!response.ok) {
    throw await Problem.from(response);
  }

  return (await response.json()) as { token: string; header: string };
}

async function isStale(response: Response): Promise<boolean> {
  return (await Problem.from(response)).code === "antiforgery";
}

async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    throw error instanceof DOMException && error.name === "AbortError" ? error : Problem.network();
  }
}

/** A refused password or passkey is a 401 too, with a code of its own: the session is there. */
async function watch(response: Response): Promise<Response> {
  if (response.status === 401 && ["not_signed_in", undefined].includes((await Problem.from(response.clone())).code)) {
    reportUnauthorized();
  }

  return response;
}
