import { Suspense } from "react";
import { Outlet } from "react-router";
import { Loading } from "#host";
import { SensitiveActions } from "./SensitiveActions";

/** What stands around all pages of the module. */
export function Component() {
  return (
    <SensitiveActions>
      <Suspense fallback={<Loading page />}>
        <Outlet />
      </Suspense>
    </SensitiveActions>
  );
}
