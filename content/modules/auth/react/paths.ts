/** The paths of the module's pages: the same in all themes, since e-mails lead to them. */
export const paths = {
  signUp: "/auth/sign-up",
  login: "/auth/login",
  logout: "/auth/logout",
  twoFactor: "/auth/two-factor",
  verifyEmail: "/auth/verify-email",
  checkMail: "/auth/check-mail",
  forgotPassword: "/auth/forgot-password",
  resetPassword: "/auth/reset-password",
  confirm: "/auth/confirm",
  loginCode: "/auth/login-code",
  confirmEmailChange: "/auth/confirm-email-change",
  undoEmailChange: "/auth/undo-email-change",
  terms: "/auth/terms",
  external: "/auth/external",
  externalSignUp: "/auth/external-sign-up",
  start: "/start",
  account: "/account",
  profile: "/account/profile",
  email: "/account/email",
  password: "/account/password",
  accountTwoFactor: "/account/two-factor",
  sessions: "/account/sessions",
  logins: "/account/logins",
  passkeys: "/account/passkeys",
  events: "/account/events",
  data: "/account/data",
  delete: "/account/delete",
} as const;

const longest = 2000;

/** Where a user comes back to: a path of this site or nothing, whatever was asked for. */
export function localUrl(url: string | null | undefined): string | undefined {
  const isLocal = url !== null && url !== undefined && url.length <= longest && /^\/(?![/\\])/.test(url) && !/\p{Cc}/u.test(url);
  return isLocal ? url : undefined;
}

/** Adds it to a path, where there is one. */
export function append(path: string, returnUrl: string | null | undefined): string {
  const local = localUrl(returnUrl);
  return local === undefined ? path : `${path}${path.includes("?") ? "&" : "?"}returnUrl=${encodeURIComponent(local)}`;
}
