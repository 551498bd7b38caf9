import { Problem } from "../host/problem";
import { Button } from "./Button";

interface FailureProps {
  error: unknown;
  /** Tries again: a query's `refetch`. */
  onRetry?: () => unknown;
}

/** Something could not be read: what happened, and the way to try again. */
export function Failure({ error, onRetry }: FailureProps) {
  const message = error instanceof Problem ? error.message : "Something went wrong on our side. Try again in a moment.";
  return (
    <div className="alert is-danger" role="alert">
      <p>{message}</p>
      {error instanceof Problem && error.traceId && error.status >= 500 && (
        <p>
          If you report this, please name the request id: <code className="request-id">{error.traceId}</code>
        </p>
      )}
      {onRetry && (
        <Button kind="secondary" onClick={() => void onRetry()}>
          Try again
        </Button>
      )}
    </div>
  );
}
