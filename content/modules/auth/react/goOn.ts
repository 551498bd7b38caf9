import { useNavigate } from "react-router";
import { useAccount } from "#host";
import { append, localUrl, paths } from "./paths";

/** What comes after a step of a login: the second factor, or where the user was on the way to. */
export function useGoOn(returnUrl: string | null | undefined): (next: string) => Promise<void> {
  const { reload } = useAccount();
  const navigate = useNavigate();
  return async (next) => {
    if (next === "two-factor") {
      await navigate(append(paths.twoFactor, returnUrl));
      return;
    }

    await reload();
    await navigate(localUrl(returnUrl) ?? paths.start, { replace: true });
  };
}
