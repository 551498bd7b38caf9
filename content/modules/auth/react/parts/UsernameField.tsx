import { useAccount } from "#host";

/** For password managers: whose password a form is about. It is neither shown nor sent. */
export function UsernameField({ email }: { email?: string }) {
  const { user } = useAccount();
  return <input type="text" autoComplete="username" value={email ?? user?.email ?? ""} readOnly hidden />;
}
