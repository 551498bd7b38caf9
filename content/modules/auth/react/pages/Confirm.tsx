import { useNavigate } from "react-router";
import { Page } from "#host";
import { Confirmation } from "../parts/account/Confirmation";
import { useSearchValue } from "../parts/useSearchValue";
import { localUrl, paths } from "../paths";

/** Where a user shows again who they are, and comes back from. */
export function Component() {
  const next = localUrl(useSearchValue("returnUrl")) ?? paths.start;
  const navigate = useNavigate();
  return (
    <Page heading="Is it you?" lead="What comes next is sensitive. Please confirm that it is you." narrow robots="noindex">
      <Confirmation returnUrl={next} onDone={() => navigate(next, { replace: true })} />
    </Page>
  );
}
