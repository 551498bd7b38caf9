import { Facts, useAccount } from "#host";
import { AccountPage } from "../../parts/AccountPage";
import { ActionForm } from "../../parts/ActionForm";
import { Done } from "../../parts/Done";
import { useLogOut } from "../../parts/useLogOut";

export function Component() {
  const { user } = useAccount();
  const logOut = useLogOut();
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
