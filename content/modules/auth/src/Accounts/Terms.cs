using Microsoft.EntityFrameworkCore;

namespace QuickScale.Modules.Auth;

/// <summary>Records agreement to the terms: with the user the last one, and a row for each.</summary>
internal static class Terms
{
    /// <param name="version">Empty when no agreement is asked for; nothing is recorded then.</param>
    public static void Accept(DbContext context, User user, string version, DateTime now, string? ip)
    {
        if (version.Length == 0)
        {
            return;
        }

        (user.TermsVersion, user.TermsAcceptedAt) = (version, now);
        context.Add(new TermsAcceptance { UserId = user.Id, Version = version, AcceptedAt = now, Ip = ip });
    }
}
