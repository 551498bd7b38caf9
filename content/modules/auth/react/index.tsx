import type { FrontEnd, PageHandle } from "#host";
import { paths } from "./paths";

const page = (title: string, requires?: PageHandle["requires"]): PageHandle => ({ title, requires, robots: "noindex" });

/** For users who have not agreed to changed terms yet too: so that they can agree or leave. */
const withoutTerms = (handle: PageHandle): PageHandle => ({ ...handle, ignoresDetour: true });

/** Accounts, sign-in and sessions: the same pages as the Razor Pages of the other themes, on the endpoints under /api/auth. */
const auth: FrontEnd = {
  routes: [
    {
      lazy: () => import("./Layout"),
      children: [
        { path: paths.signUp, handle: page("Sign up", "signed-out"), lazy: () => import("./pages/SignUp") },
        { path: paths.checkMail, handle: page("Check your mail"), lazy: () => import("./pages/CheckMail") },
        { path: paths.verifyEmail, handle: page("Confirm your address"), lazy: () => import("./pages/VerifyEmail") },
        { path: paths.login, handle: page("Log in", "signed-out"), lazy: () => import("./pages/Login") },
        { path: paths.loginCode, handle: page("Log in by a code", "signed-out"), lazy: () => import("./pages/LoginCode") },
        { path: paths.twoFactor, handle: page("Two-factor login"), lazy: () => import("./pages/TwoFactor") },
        { path: paths.forgotPassword, handle: page("Forgot your password?"), lazy: () => import("./pages/ForgotPassword") },
        { path: paths.resetPassword, handle: page("Choose a new password"), lazy: () => import("./pages/ResetPassword") },
        { path: `${paths.external}/:provider`, handle: page("Go to a provider"), lazy: () => import("./pages/External") },
        { path: paths.externalSignUp, handle: page("Sign up"), lazy: () => import("./pages/ExternalSignUp") },
        { path: paths.confirmEmailChange, handle: page("Confirm your new address"), lazy: () => import("./pages/ConfirmEmailChange") },
        { path: paths.undoEmailChange, handle: page("Keep your old address"), lazy: () => import("./pages/UndoEmailChange") },
        { path: paths.logout, handle: page("Log out"), lazy: () => import("./pages/Logout") },
        { path: paths.confirm, handle: withoutTerms(page("Is it you?", "signed-in")), lazy: () => import("./pages/Confirm") },
        { path: paths.terms, handle: withoutTerms(page("The terms have changed", "signed-in")), lazy: () => import("./pages/Terms") },
        { path: paths.start, handle: page("Start", "signed-in"), lazy: () => import("./pages/Start") },
        { path: paths.account, handle: page("Your account", "signed-in"), lazy: () => import("./pages/account/Overview") },
        { path: paths.profile, handle: page("Profile", "signed-in"), lazy: () => import("./pages/account/Profile") },
        { path: paths.email, handle: page("E-mail address", "signed-in"), lazy: () => import("./pages/account/Email") },
        { path: paths.password, handle: page("Change the password", "signed-in"), lazy: () => import("./pages/account/Password") },
        { path: paths.accountTwoFactor, handle: page("Two-factor login", "signed-in"), lazy: () => import("./pages/account/TwoFactor") },
        { path: paths.passkeys, handle: page("Passkeys", "signed-in"), lazy: () => import("./pages/account/Passkeys") },
        { path: paths.logins, handle: page("Logins at providers", "signed-in"), lazy: () => import("./pages/account/Logins") },
        { path: paths.sessions, handle: page("Sessions", "signed-in"), lazy: () => import("./pages/account/Sessions") },
        { path: paths.events, handle: page("Security events", "signed-in"), lazy: () => import("./pages/account/Events") },
        { path: paths.data, handle: withoutTerms(page("Your data", "signed-in")), lazy: () => import("./pages/account/Data") },
        { path: paths.delete, handle: withoutTerms(page("Delete your account", "signed-in")), lazy: () => import("./pages/account/Delete") },
      ],
    },
  ],
  navigation: [
    { label: "Log in", to: paths.login, show: "signed-out" },
    { label: "Start", to: paths.start, show: "signed-in" },
    { label: "Account", to: paths.account, show: "signed-in" },
  ],
  account: {
    load: async () => (await import("./api/account")).loadAccount(),
    signInPath: paths.login,
    startPath: paths.start,
  },
};

export default auth;
