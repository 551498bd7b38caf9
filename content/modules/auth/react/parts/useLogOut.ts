import { useNavigate } from "react-router";
import { useAccount } from "#host";
import { api } from "../api/client";

/** Gives what ends the session and leads to the home page. */
export function useLogOut(): () => Promise<void> {
  const { leave } = useAccount();
  const navigate = useNavigate();
  return async () => {
    await api.POST("/api/auth/logout");
    await navigate("/"); // First: a page for users alone would lead a stranger to the login.
    leave();
  };
}
