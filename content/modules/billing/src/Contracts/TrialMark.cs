namespace QuickScale.Modules.Billing;

/// <summary>
/// By what somebody who has had a trial is known again with another account: the domain of the address, since a firm has one, or the whole address where the domain is
/// one that everybody can have.
/// </summary>
internal static class TrialMark
{
    /// <summary>Domains at which anybody gets an address; others count as a firm's.</summary>
    private static readonly HashSet<string> Open =
    [
        "126.com", "163.com", "aol.com", "fastmail.com", "free.fr", "gmail.com", "gmx.at", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.co.uk", "hotmail.com", "hotmail.de", "hotmail.fr",
        "icloud.com", "laposte.net", "libero.it", "live.com", "mac.com", "mail.com", "mail.ru", "me.com", "msn.com", "naver.com", "orange.fr", "outlook.com", "outlook.de", "outlook.fr", "pm.me", "proton.me",
        "protonmail.com", "qq.com", "t-online.de", "tuta.com", "tutanota.com", "web.de", "wp.pl", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.fr", "yandex.com", "yandex.ru", "ymail.com", "zoho.com",
    ];

    /// <returns>Null for what is no address.</returns>
    public static string? Of(string? email)
    {
        if (email is null || email.LastIndexOf('@') is not (> 0 and var at) || email[(at + 1)..].Trim().TrimEnd('.').ToLowerInvariant() is not { Length: > 0 } domain)
        {
            return null;
        }

        // The part behind a plus sign leads to the same mailbox.
        var name = email[..at].Trim().ToLowerInvariant().Split('+')[0];
        return Open.Contains(domain) ? $"{name}@{domain}" : domain;
    }
}
