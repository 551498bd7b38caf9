namespace QuickScale.Modules.Auth;

/// <summary>The paths of the module's pages: the same in all themes, since e-mails lead to them.</summary>
public static class AuthPaths
{
    public const string SignUp = "/auth/sign-up";
    public const string Login = "/auth/login";
    public const string Logout = "/auth/logout";
    public const string TwoFactor = "/auth/two-factor";
    public const string VerifyEmail = "/auth/verify-email";
    public const string CheckMail = "/auth/check-mail";
    public const string ForgotPassword = "/auth/forgot-password";
    public const string ResetPassword = "/auth/reset-password";
    public const string Confirm = "/auth/confirm";
    public const string LoginCode = "/auth/login-code";
    public const string ConfirmEmailChange = "/auth/confirm-email-change";
    public const string UndoEmailChange = "/auth/undo-email-change";
    public const string Terms = "/auth/terms";
    public const string External = "/auth/external";
    public const string ExternalSignUp = "/auth/external-sign-up";
    /// <summary>Where a login leads to, unless it was on the way to somewhere else.</summary>
    public const string Start = "/start";

    public const string Account = "/account";
    public const string Profile = "/account/profile";
    public const string Email = "/account/email";
    public const string Password = "/account/password";
    public const string AccountTwoFactor = "/account/two-factor";
    public const string Sessions = "/account/sessions";
    public const string Logins = "/account/logins";
    public const string Passkeys = "/account/passkeys";
    public const string Events = "/account/events";
    public const string Data = "/account/data";
    public const string Delete = "/account/delete";

    /// <summary>A path with a mailed token.</summary>
    public static string With(string path, string token) => $"{path}?token={Uri.EscapeDataString(token)}";
}
