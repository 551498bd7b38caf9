import { downloadPersonalData } from "../../api/personalData";
import { AccountPage } from "../../parts/account/AccountPage";
import { ActionForm } from "../../parts/ActionForm";
import { useSensitive } from "../../SensitiveActions";

export function Component() {
  const sensitive = useSensitive();
  return (
    <AccountPage heading="Your data">
      <p>Download a copy of all that is known about you here: a JSON file, in a zip file together with your picture where you have one.</p>
      <ActionForm action="Download the copy" onSubmit={() => sensitive(downloadPersonalData)} />
    </AccountPage>
  );
}
