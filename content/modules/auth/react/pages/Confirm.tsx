import { useNavigate, useSearchParams } from "react-router";
import { Page, useSignedIn } from "#host";
import { Confirmation } from "../parts/Confirmation";
import { localUrl, paths } from "../paths";

/** Re-authentication as a page of its own: whoever is led here comes back to where they were. */
export default function Confirm() {
  const user = useSignedIn();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const next = localUrl(search.get("returnUrl")) ?? paths.start;
  return (
    <Page title="Is it you?" narrow robots="noindex">
      <p className="lead">What comes next is sensitive. Please confirm that it is you.</p>
      <Confirmation email={user.email} returnUrl={next} onDone={() => navigate(next, { replace: true })} />
    </Page>
  );
}
