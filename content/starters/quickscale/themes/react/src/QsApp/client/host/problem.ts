/** What the server, or the way to it, answered instead of what was asked for; problem details (RFC 9457) in the client's words. */
export class Problem extends Error {
  /** The status code; 0 when the server was not reached. */
  readonly status: number;
  /** The refusal's name for programs, such as "reauthentication-required". */
  readonly code: string | undefined;
  /** Sentences for the fields of a form, by the field's name as the server knows it. */
  readonly errors: Readonly<Record<string, readonly string[]>>;
  /** Seconds to wait before another try. */
  readonly retryAfter: number | undefined;
  /** The id of the request in the server's log. */
  readonly traceId: string | undefined;

  constructor(status: number, message: string, details: { code?: string; errors?: Record<string, readonly string[]>; retryAfter?: number; traceId?: string } = {}) {
    super(message);
    this.name = "Problem";
    this.status = status;
    this.code = details.code;
    this.errors = details.errors ?? {};
    this.retryAfter = details.retryAfter;
    this.traceId = details.traceId;
  }

  /** Whether the server was not reached at all, so that trying again may help. */
  get isNetwork(): boolean {
    return this.status === 0;
  }

  static network(): Problem {
    return new Problem(0, "The site cannot be reached. Look at your connection, then try again.");
  }

  static async from(response: Response): Promise<Problem> {
    const body = await read(response);
    const wait = Number(response.headers.get("Retry-After"));
    return new Problem(response.status, text(body["detail"]) ?? sentence(response.status), {
      code: text(body["code"]),
      errors: errorsOf(body["errors"]),
      retryAfter: Number.isFinite(wait) && wait > 0 ? wait : undefined,
      traceId: text(body["traceId"]),
    });
  }
}

async function read(response: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await response.json();
    return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {}; // A proxy answers with a page of its own.
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value.length > 0 ? value : undefined;
}

function errorsOf(value: unknown): Record<string, readonly string[]> {
  if (typeof value !== "object" || value === null) {
    return {};
  }

  return Object.fromEntries(
    Object.entries(value).map(([field, sentences]) => [field, Array.isArray(sentences) ? sentences.filter((one) => typeof one === "string") : []]),
  );
}

// The words of the server's error pages.
function sentence(status: number): string {
  switch (status) {
    case 401:
      return "Please log in first.";
    case 403:
      return "You may not do this.";
    case 404:
      return "There is no such thing, or no longer.";
    case 413:
      return "That was too large. Send a smaller file or a shorter text.";
    case 429:
      return "That was a bit fast. Wait a minute and try again.";
    case 503:
      return "The site is starting, stopping or very busy. Try again shortly.";
    case 504:
      return "That took too long. Try again in a moment.";
    default:
      return status >= 500 ? "Something went wrong on our side. Try again in a moment." : "That did not work. Reload the page and try again.";
  }
}
