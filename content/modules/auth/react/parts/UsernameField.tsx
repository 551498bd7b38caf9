/** For password managers: whose password a form is about. It is neither shown nor sent. */
export function UsernameField({ email }: { email: string }) {
  return <input type="text" autoComplete="username" value={email} readOnly hidden />;
}
