import { Facts, useAccount } from "#host";
import { logOut } from "../../api/logOut";
import { AccountPage } from "../../parts/account/AccountPage";
import { ActionForm } from "../../parts/ActionForm";
import { Done } from "../../parts/Done";

export function Component() {
  const { user } = useAccount();
  return (
    <AccountPage heading="Your account">
      <Done says={{ email: "The new address is confirmed." }} />
      <Facts
        items={[
          ["Name", user?.name],
          ["E-mail address", user?.email],
        ]}
      />
      <ActionForm action="Log out" kind="secondary" onSubmit={logOut} />
    </AccountPage>
  );
}
