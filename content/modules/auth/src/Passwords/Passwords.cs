using Microsoft.AspNetCore.Identity;

namespace QuickScale.Modules.Auth;

/// <summary>Hashes and compares passwords by Identity's hasher. A comparison costs the same whether or not there is an account (A1).</summary>
public sealed class Passwords(IPasswordHasher<User> hasher)
{
    private static readonly User Nobody = new();
    private static string? _nobodysHash;

    public string Hash(User user, string password) => hasher.HashPassword(user, password);

    /// <summary>Whether it is the user's password. A hash made with fewer iterations than today's is replaced; the caller saves.</summary>
    /// <param name="user">Null when nobody was found: the work is done all the same, and the answer is no.</param>
    public bool Verify(User? user, string? password)
    {
        var isUsable = password is { Length: > 0 and <= PasswordRules.Longest };
        // Hashed once, with the settings of this process, as all new hashes are.
        _nobodysHash ??= hasher.HashPassword(Nobody, Secrets.NewToken());
        var result = hasher.VerifyHashedPassword(user ?? Nobody, user?.PasswordHash ?? _nobodysHash, isUsable ? password! : "no password");
        if (user?.PasswordHash is null || !isUsable || result == PasswordVerificationResult.Failed)
        {
            return false;
        }

        if (result == PasswordVerificationResult.SuccessRehashNeeded)
        {
            user.PasswordHash = Hash(user, password!);
        }

        return true;
    }
}
