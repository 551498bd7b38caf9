import { Page } from "#host";
import { ActionForm } from "../parts/ActionForm";
import { useLogOut } from "../parts/useLogOut";

export function Component() {
  const logOut = useLogOut();
  return (
    <Page heading="Log out" narrow robots="noindex">
      <ActionForm action="Log out of this device" onSubmit={logOut} />
    </Page>
  );
}
