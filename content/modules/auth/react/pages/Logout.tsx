import { Page } from "#host";
import { logOut } from "../api/logOut";
import { ActionForm } from "../parts/ActionForm";

export function Component() {
  return (
    <Page heading="Log out" narrow robots="noindex">
      <ActionForm action="Log out of this device" onSubmit={logOut} />
    </Page>
  );
}
