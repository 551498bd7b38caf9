using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace QuickScale.Modules.Notifications;

/// <summary>The choices that a user is shown: not those of kinds that are for others alone.</summary>
public sealed class VisibleChoices(Preferences preferences, IAuthorizationService authorization)
{
    public async Task<IReadOnlyList<PreferenceChoice>> ListAsync(ClaimsPrincipal user, Guid userId, CancellationToken cancellationToken)
    {
        var visible = new List<PreferenceChoice>();
        foreach (var choice in await preferences.ListAsync(userId, cancellationToken))
        {
            if (choice.Kind.Policy is not { } policy || (await authorization.AuthorizeAsync(user, policy)).Succeeded)
            {
                visible.Add(choice);
            }
        }

        return visible;
    }
}
