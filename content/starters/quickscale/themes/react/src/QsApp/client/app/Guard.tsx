import type { ReactNode } from "react";
import { Navigate, useLocation, useMatches } from "react-router";
import type { PageHandle } from "../host/frontend";
import { useAccount } from "../host/useAccount";

/** Lets those see a page whom it is for. The server decides what they get; this decides where they are led, once it is known who asks. */
export function Guard({ children }: { children: ReactNode }) {
  const { user, signInPath, startPath } = useAccount();
  const location = useLocation();
  const handles = useMatches().map((match) => match.handle as PageHandle | undefined);
  const requires = handles.map((handle) => handle?.requires).findLast((one) => one);
  if (!requires) {
    return children;
  }

  const back = `returnUrl=${encodeURIComponent(location.pathname + location.search)}`;
  if (requires === "signed-in" && !user && signInPath) {
    return <Navigate to={`${signInPath}?${back}`} replace />;
  }

  if (requires === "signed-in" && user?.detour && !handles.some((handle) => handle?.ignoresDetour)) {
    return <Navigate to={`${user.detour}?${back}`} replace />;
  }

  if (requires === "signed-out" && user && startPath) {
    return <Navigate to={returnPath(location.search) ?? startPath} replace />;
  }

  return children;
}

/** The page that a person came from; only paths of this site. A browser leaves control characters out, and "/\t/" would be "//". */
export function returnPath(search: string): string | undefined {
  const path = new URLSearchParams(search).get("returnUrl");
  return path && /^\/(?![/\\])/.test(path) && !/\p{Cc}/u.test(path) ? path : undefined;
}
