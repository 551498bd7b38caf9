import { useContext, useSyncExternalStore } from "react";
import { UNSAFE_DataRouterContext, useLocation, useNavigation } from "react-router";

/**
 * A line while another page is on its way: its code, or what it asks the server for before it shows itself. The page before stays for
 * that time, and what it says of itself is not of the address any more: `useNavigation` does not tell, the router itself does.
 */
export function PageProgress() {
  const { router } = useContext(UNSAFE_DataRouterContext)!;
  const wanted = useSyncExternalStore(router.subscribe, () => router.state.location.key);
  const shown = useLocation().key;
  const isPending = useNavigation().state === "loading" || wanted !== shown;
  return isPending && <div className="page-progress" role="progressbar" aria-label="Loading the page" />;
}
