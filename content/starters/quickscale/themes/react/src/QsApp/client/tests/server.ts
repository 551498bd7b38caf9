import { vi } from "vitest";

type Answer = Response | (() => Response | Promise<Response>);

/** A server of the test's own: answers by "GET /path", and what it was asked for. */
export function serve(answers: Record<string, Answer | Answer[]>) {
  const requests: Request[] = [];
  const all: Record<string, Answer | Answer[]> = { "GET /api/antiforgery": () => json({ token: "token-1", header: "X-CSRF-TOKEN" }), ...answers };
  vi.stubGlobal("fetch", async (input: Request) => {
    requests.push(input);
    const key = `${input.method} ${new URL(input.url).pathname}`;
    const answer = all[key];
    const next = Array.isArray(answer) ? (answer.length > 1 ? answer.shift() : answer[0]) : answer;
    if (!next) {
      throw new Error(`Nobody answers ${key}.`);
    }

    return typeof next === "function" ? await next() : next.clone();
  });
  return { requests, sent: (key: string) => requests.filter((request) => `${request.method} ${new URL(request.url).pathname}` === key) };
}

export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": status < 400 ? "application/json" : "application/problem+json" } });
}

export function problem(status: number, body: Record<string, unknown> = {}): Response {
  return json({ status, title: "Refused", ...body }, status);
}

/** What fetch does when there is no way to the server. */
export function noNetwork(): never {
  throw new TypeError("Failed to fetch");
}
