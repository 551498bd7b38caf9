import { useNavigate } from "react-router";
import { useAccount } from "#host";
import { append, localUrl, paths } from "../paths";

/** Gives what comes after a step of a login: the second factor, or where the user was on the way to. */
export function useGoOn(): (next: string, returnUrl: string | null | undefined) => Promise<void> {
  const { refresh } = useAccount();
  const navigate = useNavigate();
  return async (next, returnUrl) => {
    if (next === "two-factor") {
      await navigate(append(paths.twoFactor, returnUrl));
      return;
    }

    await refresh();
    await navigate(localUrl(returnUrl) ?? paths.start, { replace: true });
  };
}
