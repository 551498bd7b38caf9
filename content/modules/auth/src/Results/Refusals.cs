using System.Globalization;

namespace QuickScale.Modules.Auth;

/// <summary>Every sentence by which this module refuses something, in one place: so that they stay alike, and tell nobody who has an account.</summary>
public static class Refusals
{
    public static readonly Refusal WrongCredentials = new("wrong_credentials", "This e-mail address and password do not go together, or the address is not confirmed yet. Check both, follow the link in the message that we sent, or reset the password.", Status: 401);
    public static readonly Refusal NotVerified = new("email_not_verified", "Please confirm your e-mail address first: follow the link in the message that we sent, or ask for a new one.", Status: 403);
    public static readonly Refusal AccountClosed = new("account_closed", "This account is closed. Write to us if it should not be.", Status: 403);
    public static readonly Refusal WrongPassword = new("wrong_password", "This is not your password. Try again.", "currentPassword");
    public static readonly Refusal NoPassword = new("no_password", "Your account has no password. Confirm in another way that it is you.", Status: 403);
    public static readonly Refusal LinkIsVoid = new("link_void", "This link is not good any more: it was used, replaced by a newer one, or too old. Ask for a new one.");
    public static readonly Refusal SignInExpired = new("sign_in_expired", "That took too long. Please start the login again.", Status: 401);
    public static readonly Refusal WrongCode = new("wrong_code", "This code is not good. Type the one that your app shows now, or a recovery code that you have not used yet.", "code");
    public static readonly Refusal SecondFactorNeeded = new("second_factor_required", "Please give the code of your authenticator app, or a recovery code, too.", "code", 401);
    public static readonly Refusal TwoFactorIsOn = new("two_factor_on", "Two-factor login is on already. Turn it off first to set up another app.");
    public static readonly Refusal TwoFactorIsOff = new("two_factor_off", "Two-factor login is off. Set it up first.");
    public static readonly Refusal NoSetup = new("no_setup", "This set-up is not going on any more. Please start it again.");
    public static readonly Refusal NoSuchBrowser = new("no_such_browser", "This browser is not trusted any more.", Status: 404);
    public static readonly Refusal TokenIsVoid = new("token_void", "This token is not good any more. Please log in again.", Status: 401);
    public static readonly Refusal NotSignedIn = new("not_signed_in", "Please log in first.", Status: 401);
    public static readonly Refusal ReauthenticationNeeded = new("reauthentication_required", "Please confirm with your password that it is you.", Status: 403);
    public static readonly Refusal NoSuchSession = new("no_such_session", "There is no such session any more.", Status: 404);
    public static readonly Refusal RegistrationClosed = new("registration_closed", "New accounts cannot be made at the moment.", Status: 403);
    public static readonly Refusal InvitationNeeded = new("invitation_required", "An account needs an invitation. Open the link in the one you got, and use the address that it was sent to.", Status: 403);
    public static readonly Refusal TermsNotAccepted = new("terms_not_accepted", "Please agree to the terms.", "acceptTerms");
    public static readonly Refusal EmailInvalid = new("email_invalid", "This is not an e-mail address. Write it as in ann@example.com.", "email");
    public static readonly Refusal NameTooLong = new("name_too_long", $"Please use a name of no more than {User.LongestName} characters, without line breaks.", "name");

    public static readonly Refusal EmailUnchanged = new("email_unchanged", "This is your address already. Type the new one.", "email");
    public static readonly Refusal EmailTaken = new("email_taken", "Another account has this address meanwhile. Log in there, or use another address.", Status: 409);
    public static readonly Refusal CodesNotOffered = new("login_code_off", "Login by a mailed code is not offered here. Log in with your password.", Status: 404);
    public static readonly Refusal WrongMailedCode = new("wrong_code", "This code is not right, or not good any more. Type the newest one in the browser in which you asked for it, or ask for another.", "code", 401);
    public static readonly Refusal LocaleUnknown = new("locale_unknown", "This is no language that we know. Write it as in en-GB, or leave it empty.", "locale");
    public static readonly Refusal TimeZoneUnknown = new("time_zone_unknown", "This is no time zone that we know. Write it as in Europe/Zurich, or leave it empty.", "timeZone");
    public static readonly Refusal ThemeUnknown = new("theme_unknown", "Choose light, dark or system.", "theme");
    public static readonly Refusal AvatarUnknown = new("avatar_unknown", "Please choose a picture: PNG, JPEG, GIF or WebP.", "avatar");
    public static readonly Refusal NoSuchAvatar = new("no_such_avatar", "There is no such picture.", Status: 404);
    public static readonly Refusal DeletionNotConfirmed = new("deletion_not_confirmed", "Please tick the box if you want to delete your account.", "confirm");
    public static readonly Refusal TermsDue = new("terms_due", "The terms have changed. Please agree to them first.", Status: 403);

    public static Refusal AvatarTooLarge(int kilobytes) => new("avatar_too_large", $"Please choose a picture of no more than {kilobytes} kB.", "avatar");

    /// <param name="obstacles">What other modules say, a sentence each.</param>
    public static Refusal DeletionBlocked(IReadOnlyList<string> obstacles) => new("deletion_blocked", string.Join(' ', obstacles), Status: 409);
    public static readonly Refusal NoSuchProvider = new("no_such_provider", "Logging in with this provider is not offered here. Choose another way.", Status: 404);
    public static readonly Refusal NoSuchPurpose = new("no_such_purpose", "Write sign-in, link or confirm.", "purpose");
    public static readonly Refusal ExternalFailed = new("external_failed", "The login at the provider did not come to an end. Please start it again, in this browser.", Status: 401);
    public static readonly Refusal ExternalTaken = new("external_taken", "This account at the provider belongs to another account here already. Remove it there first, or use another one.", Status: 409);
    public static readonly Refusal LinkNeedsLogin = new("link_needs_login", "There is an account with this address that has not confirmed it. Log in to it in the way you know, then add the provider on your account's page.", Status: 403);
    public static readonly Refusal NotYourLogin = new("not_your_login", "This is not the account at the provider that you log in here with. Choose that one there.", Status: 403);
    public static readonly Refusal NoSuchLogin = new("no_such_login", "There is no such login any more.", Status: 404);
    public static readonly Refusal LastWayIn = new("last_way_in", "This is the only way in which you can log in. Choose a password or add another way first.", Status: 409);

    public static readonly Refusal PasskeysOff = new("passkeys_off", "Passkeys are not offered here. Choose another way.", Status: 403);
    public static readonly Refusal PasskeyRefused = new("passkey_refused", "This passkey was not accepted. Try again, or choose another way.", Status: 401);
    public static readonly Refusal PasskeyNameInvalid = new("passkey_name_invalid", $"Please give the passkey a name of 1 to {Passkeys.LongestName} characters.", "name");
    public static readonly Refusal TooManyPasskeys = new("too_many_passkeys", "That is all the passkeys that an account can have. Remove one first.", Status: 409);
    public static readonly Refusal NoSuchPasskey = new("no_such_passkey", "There is no such passkey any more.", Status: 404);

    /// <summary>What a callback can lead to, by the code in its address: nothing else is shown, whatever stands there.</summary>
    internal static Refusal OfExternal(string code) =>
        Array.Find([NotVerified, AccountClosed, RegistrationClosed, NotSignedIn, ReauthenticationNeeded, ExternalTaken, LinkNeedsLogin, NotYourLogin], one => one.Code == code) ?? ExternalFailed;

    public static Refusal TooManyAttempts(TimeSpan wait) => new("too_many_attempts", $"That was tried too often. Please wait {InWords(wait)} and try again.", Status: 429) { RetryAfter = wait };

    private static string InWords(TimeSpan wait) => wait.TotalMinutes > 1
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(wait.TotalMinutes):0} minutes")
        : "a minute";
}
