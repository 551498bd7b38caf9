using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages;

/// <summary>The step before a provider, and where its callback leads to when nothing came of it.</summary>
public sealed class ExternalModel(ExternalStart start, ExternalProviders providers) : AuthPageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Provider { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Purpose { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Invitation { get; set; }

    /// <summary>Where to go, once state and verifier are made.</summary>
    public Uri? Address { get; private set; }

    public bool IsOffered => providers.Find(Provider) is not null;

    public string ProviderName => providers.Find(Provider)?.DisplayName ?? "a provider";

    public string WayBack => IsSignedIn ? AuthPaths.Logins : AuthPaths.Login;

    /// <param name="refused">A refusal's code, where the callback leads here.</param>
    public IActionResult OnGet(string? refused)
    {
        if (!IsOffered)
        {
            return NotFound();
        }

        Notice = refused is null ? null : new Notice(NoticeKind.Warning, Refusals.OfExternal(refused).Message);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var result = await start.RunAsync(User, Provider, new ExternalStartRequest(Purpose, ReturnUrl, Invitation));
        if (result.Value is not { } address)
        {
            return result.Refusals[0] == Refusals.ReauthenticationNeeded ? To($"{AuthPaths.Confirm}?returnUrl={Uri.EscapeDataString(Url.Content("~" + AuthPaths.Logins))}") : Refuse(result);
        }

        Address = address;
        // No redirect: see ExternalStart. Browsers without it have the link.
        Response.Headers["Refresh"] = $"0; url={address.AbsoluteUri}";
        return Page();
    }
}
