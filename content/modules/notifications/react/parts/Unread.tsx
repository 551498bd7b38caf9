import { lazy, Suspense } from "react";

// Loaded when somebody is signed in: visitors need none of it.
const UnreadBadge = lazy(() => import("./UnreadBadge"));

/** Behind the words of the navigation's link. */
export function Unread() {
  return (
    <Suspense fallback={null}>
      <UnreadBadge />
    </Suspense>
  );
}
