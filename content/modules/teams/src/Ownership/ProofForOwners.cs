using Microsoft.AspNetCore.Http;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Who owns a team changes only by somebody who has proved recently who they are, whichever door it is done by (T10): a session that
/// was left open or stolen is not enough. Without a request there is no session to ask.
/// </summary>
public sealed class ProofForOwners(IHttpContextAccessor accessor, Reauthentication reauthentication)
{
    /// <param name="roles">Those that are given or taken away.</param>
    /// <returns>Null when none of them is the owner's, or when the proof is recent.</returns>
    public Refusal? RefusalFor(params ReadOnlySpan<Guid> roles) =>
        roles.Contains(BuiltInRoles.Owner) && accessor.HttpContext is { } http && !reauthentication.IsRecent(http.User) ? Refusals.ReauthenticationNeeded : null;
}
