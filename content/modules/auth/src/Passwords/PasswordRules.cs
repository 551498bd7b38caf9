using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// What a new password must be (ASVS 5.0, 6.2; NIST SP 800-63B): long enough, and not one that is guessed first. Nothing is asked of
/// its characters, and it never expires.
/// </summary>
public sealed class PasswordRules(IOptionsMonitor<AuthSettings> settings, SiteLinks site, BreachedPasswords breached)
{
    /// <summary>Hashing time grows with the length, so there is an end; no phrase reaches it.</summary>
    public const int Longest = 256;

    /// <summary>A shorter word says nothing about a password that holds it.</summary>
    private const int ShortestContextWord = 4;

    /// <summary>What is wrong with a password; null when nothing is.</summary>
    /// <param name="field">The input's name in the refusal.</param>
    /// <param name="about">The address and name of its owner: a password made of them is guessed.</param>
    public async Task<Refusal?> CheckAsync(string? password, string field, CancellationToken cancellationToken, params IEnumerable<string?> about)
    {
        var options = settings.CurrentValue;
        if (password is null || password.EnumerateRunes().Count() < options.PasswordMinLength)
        {
            return new Refusal("password_too_short", $"Please choose a password of {options.PasswordMinLength} characters or more.", field);
        }

        if (password.Length > Longest)
        {
            return new Refusal("password_too_long", $"Please choose a password of no more than {Longest} characters.", field);
        }

        if (password.Distinct().Count() < 3 || CommonPasswords.Contains(password))
        {
            return new Refusal("password_common", "This password is one of those that are tried first. Please choose another one.", field);
        }

        if (IsMadeOfContext(password, [site.Name, .. options.ContextWords, .. about.SelectMany(Words)]))
        {
            return new Refusal("password_context", "This password is made of your name, your address or the name of this site. Please choose another one.", field);
        }

        return options.BreachedPasswordCheck && await breached.ContainAsync(password, cancellationToken)
            ? new Refusal("password_breached", "This password is known from a data breach elsewhere. Please choose another one.", field)
            : null;
    }

    /// <summary>Whether no more than three characters are left beside such words: a phrase may hold them.</summary>
    private static bool IsMadeOfContext(string password, IEnumerable<string> words)
    {
        var rest = Letters(password);
        foreach (var word in words.Select(Letters).Where(word => word.Length >= ShortestContextWord).Distinct().OrderByDescending(word => word.Length))
        {
            rest = rest.Replace(word, "", StringComparison.Ordinal);
        }

        return rest.Length < Letters(password).Length && rest.Length <= 3;
    }

    private static IEnumerable<string> Words(string? text) => text is null ? [] : [text, .. text.Split(['@', '.', ' ', '-', '_', '+'], StringSplitOptions.RemoveEmptyEntries)];

    private static string Letters(string text) => new([.. text.ToLowerInvariant().Where(char.IsLetterOrDigit)]);
}

/// <summary>Holds passwords that are set through Identity's own <see cref="UserManager{TUser}"/> to the same rules.</summary>
internal sealed class IdentityPasswordRules(PasswordRules rules) : IPasswordValidator<User>
{
    public async Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password)
    {
        var refusal = await rules.CheckAsync(password, "password", CancellationToken.None, user.Email, user.Name);
        return refusal is null ? IdentityResult.Success : IdentityResult.Failed(new IdentityError { Code = refusal.Code, Description = refusal.Message });
    }
}
