using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace QuickScale.Modules.Core;

/// <summary>The entries of all modules, in the modules' order.</summary>
public sealed class NavigationMenu(IReadOnlyList<IModule> modules, IAuthorizationService authorization)
{
    /// <summary>The entries that a user may see.</summary>
    public async Task<IReadOnlyList<NavigationEntry>> EntriesAsync(ClaimsPrincipal user)
    {
        var visible = new List<NavigationEntry>();
        foreach (var entry in modules.SelectMany(module => module.Navigation))
        {
            if (entry.Policy is null || (await authorization.AuthorizeAsync(user, entry.Policy)).Succeeded)
            {
                visible.Add(entry);
            }
        }

        return visible;
    }
}
