import { expect, test, vi } from "vitest";
import { createApi } from "../host/api";
import { Problem } from "../host/problem";
import { onUnauthorized } from "../host/session";
import { json, noNetwork, problem, serve } from "./server";

interface Paths {
  "/api/things": {
    get: { responses: { 200: { content: { "application/json": { name: string } } } } };
    post: { requestBody: { content: { "application/json": { name: string } } }; responses: { 204: { content?: never } } };
  };
}

test("A request that changes something carries the antiforgery token, fetched once", async () => {
  const server = serve({ "POST /api/things": () => new Response(null, { status: 204 }) });
  const api = createApi<Paths>();

  await api.POST("/api/things", { body: { name: "one" } });
  await api.POST("/api/things", { body: { name: "two" } });

  expect(server.sent("POST /api/things").map((request) => request.headers.get("X-CSRF-TOKEN"))).toEqual(["token-1", "token-1"]);
  expect(server.sent("GET /api/antiforgery")).toHaveLength(1);
});

test("A stale token is renewed, and the request sent again with its body", async () => {
  const bodies: string[] = [];
  const server = serve({
    "GET /api/antiforgery": [json({ token: "old", header: "X-CSRF-TOKEN" }), json({ token: "new", header: "X-CSRF-TOKEN" })],
    "POST /api/things": [problem(400, { code: "antiforgery" }), new Response(null, { status: 204 })],
  });

  await createApi<Paths>().POST("/api/things", { body: { name: "one" } });

  for (const request of server.sent("POST /api/things")) {
    bodies.push(request.headers.get("X-CSRF-TOKEN") + " " + (await request.text()));
  }

  expect(bodies).toEqual(['old {"name":"one"}', 'new {"name":"one"}']);
});

test("Reading asks for no token", async () => {
  const server = serve({ "GET /api/things": () => json({ name: "one" }) });

  expect((await createApi<Paths>().GET("/api/things")).data).toEqual({ name: "one" });
  expect(server.requests).toHaveLength(1);
});

test("A refusal is a problem with its code, its fields and its time to wait", async () => {
  const refusal = problem(429, { detail: "Too many tries.", code: "throttled", errors: { name: ["Choose another."] }, traceId: "abc" });
  refusal.headers.set("Retry-After", "30");
  serve({ "POST /api/things": refusal });

  const failure = await createApi<Paths>().POST("/api/things", { body: { name: "x" } }).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(Problem);
  expect(failure).toMatchObject({ status: 429, message: "Too many tries.", code: "throttled", errors: { name: ["Choose another."] }, retryAfter: 30, traceId: "abc", isNetwork: false });
});

test("An answer that is no problem details is explained all the same", async () => {
  serve({ "GET /api/things": new Response("<h1>Bad gateway</h1>", { status: 502 }) });

  await expect(createApi<Paths>().GET("/api/things")).rejects.toThrow("Something went wrong on our side. Try again in a moment.");
});

test("A lost network is a problem that can be tried again", async () => {
  serve({ "GET /api/things": noNetwork });

  await expect(createApi<Paths>().GET("/api/things")).rejects.toMatchObject({ status: 0, isNetwork: true });
});

test("An answer of 401 is reported", async () => {
  serve({ "GET /api/things": problem(401) });
  const listener = vi.fn();
  const stop = onUnauthorized(listener);

  await createApi<Paths>().GET("/api/things").catch(() => undefined);
  stop();

  expect(listener).toHaveBeenCalledOnce();
});
