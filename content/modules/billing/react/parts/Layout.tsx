import { Suspense } from "react";
import { Outlet } from "react-router";
import { Loading } from "#host";

/** What stands around all pages of the module. */
export function Component() {
  return (
    <Suspense fallback={<Loading page />}>
      <Outlet />
    </Suspense>
  );
}
