using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages;

/// <summary>Where a login leads to. An application that has something better to show puts a page of its own at the same path.</summary>
[Authorize(AuthPolicies.SignedIn)]
public sealed class StartModel(Attention attention, SecurityEvents events, NavigationMenu menu) : AuthPageModel
{
    private const int ShownEvents = 3;

    /// <summary>Empty when the user has said none.</summary>
    public string Name { get; private set; } = "";

    public string? Email => User.FindFirstValue(ClaimTypes.Email);

    public IReadOnlyList<AttentionItem> Attention { get; private set; } = [];

    /// <summary>The navigation entries of the other modules.</summary>
    public IReadOnlyList<NavigationEntry> Links { get; private set; } = [];

    /// <summary>The newest ones.</summary>
    public IReadOnlyList<SecurityEvent> Events { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await attention.FindAsync(User, cancellationToken) is not { } start)
        {
            return Challenge();
        }

        (Name, Attention) = (start.Name, start.Attention);
        Links = [.. (await menu.EntriesAsync(User)).Where(entry => entry.Path is not (AuthPaths.Start or AuthPaths.Account))];
        Events = await events.ListAsync(AuthClaims.UserOf(User)!.Value, before: null, ShownEvents, cancellationToken);
        return Page();
    }
}
