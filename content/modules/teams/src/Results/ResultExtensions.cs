using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

internal static class ResultExtensions
{
    /// <summary>What came of it together with what it has made; the refusals alone when it came to nothing.</summary>
    public static AuthResult<T> With<T>(this AuthResult result, T? made)
        where T : class => result.Succeeded ? made! : result.Refusals.ToList();
}
