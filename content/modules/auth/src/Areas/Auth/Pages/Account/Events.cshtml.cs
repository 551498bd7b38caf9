using Microsoft.AspNetCore.Authorization;

namespace QuickScale.Modules.Auth.Pages.Account;

[Authorize(AuthPolicies.SignedIn)]
public sealed class EventsModel(SecurityEvents events) : AuthPageModel
{
    public IReadOnlyList<SecurityEvent> All { get; private set; } = [];

    public static string DeviceOf(SecurityEvent one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return DeviceNames.Of(one.UserAgent);
    }

    public async Task OnGetAsync(CancellationToken cancellationToken) => All = await events.ListAsync(AuthClaims.UserOf(User)!.Value, cancellationToken);
}
