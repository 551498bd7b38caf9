namespace QuickScale.Modules.Auth;

/// <summary>How often one subject may do something. Each window that was exceeded makes the next one twice as long, up to 16 times.</summary>
/// <param name="Name">The first part of the counter's key; stored, so it never changes.</param>
public sealed record ThrottleRule(string Name, int Limit, TimeSpan Window)
{
    /// <summary>Whether windows become longer. Where strangers count together on one subject, one of them would keep it closed for the others by that.</summary>
    public bool Escalates { get; init; } = true;

    /// <summary>Guesses of secrets for one account: its password, codes, the confirmation of who one is.</summary>
    public static readonly ThrottleRule Account = new("account", 5, TimeSpan.FromMinutes(5));

    /// <summary>Guesses from one client address, whatever the account.</summary>
    public static readonly ThrottleRule Client = new("client", 10, TimeSpan.FromMinutes(1));

    /// <summary>Guesses from a browser in which the account was used before: counted apart, so that a stranger's guesses lock nobody out.</summary>
    public static readonly ThrottleRule Device = new("device", 10, TimeSpan.FromMinutes(5));

    /// <summary>Steps of signing in by passkeys, from one client address.</summary>
    public static readonly ThrottleRule Passkey = new("passkey", 60, TimeSpan.FromMinutes(1));

    /// <summary>Answers to one challenge of a passkey. The window is longer than the challenge lives.</summary>
    public static readonly ThrottleRule PasskeyChallenge = new("passkey-challenge", 1, TimeSpan.FromMinutes(10));

    /// <summary>Sign-ups from one client address.</summary>
    public static readonly ThrottleRule SignUp = new("sign-up", 20, TimeSpan.FromHours(1));

    /// <summary>Requests for mail from one client address.</summary>
    public static readonly ThrottleRule MailRequest = new("mail-request", 10, TimeSpan.FromMinutes(10));

    /// <summary>Copies of one user's data: each is work for every module.</summary>
    public static readonly ThrottleRule Export = new("export", 5, TimeSpan.FromHours(1));

    /// <summary>Messages to one address that a stranger can cause. What exceeds it is not sent, and nobody is told.</summary>
    public static readonly ThrottleRule MailTo = new("mail-to", 3, TimeSpan.FromMinutes(30));
}
