import { Suspense } from "react";
import { Outlet } from "react-router";
import { Loading } from "#host";
import { useOwnerKey } from "../owner";

/** What stands around all pages of the module. */
export function Component() {
  return (
    <Suspense fallback={<Loading page />}>
      {/* Anew for each owner: a refusal, or a price that was shown, is about the one before. */}
      <Outlet key={useOwnerKey() ?? ""} />
    </Suspense>
  );
}
