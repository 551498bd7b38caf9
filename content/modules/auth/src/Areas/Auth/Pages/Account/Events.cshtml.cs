using Microsoft.AspNetCore.Authorization;

namespace QuickScale.Modules.Auth.Pages.Account;

[Authorize(AuthPolicies.SignedIn)]
public sealed class EventsModel(SecurityEvents events) : AuthPageModel
{
    private const int Shown = 50;

    public IReadOnlyList<SecurityEvent> All { get; private set; } = [];

    /// <summary>The event before which the list goes on; null at its end.</summary>
    public Guid? Older { get; private set; }

    public static string DeviceOf(SecurityEvent one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return DeviceNames.Of(one.UserAgent);
    }

    /// <param name="before">Where the list begins; the newest without.</param>
    public async Task OnGetAsync(Guid? before, CancellationToken cancellationToken)
    {
        var found = await events.ListAsync(AuthClaims.UserOf(User)!.Value, before, Shown + 1, cancellationToken);
        All = [.. found.Take(Shown)];
        Older = found.Count > Shown ? All[^1].Id : null;
    }
}
