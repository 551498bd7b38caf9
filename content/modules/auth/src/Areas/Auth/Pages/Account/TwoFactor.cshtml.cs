using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages.Account;

/// <summary>Two-factor login on and off, recovery codes and trusted browsers. Secrets are shown in the answer that makes them, and nowhere else.</summary>
[Authorize(AuthPolicies.SignedIn)]
[RequireReauthentication]
public sealed class TwoFactorModel(TwoFactorSetup setup, KnownDevices devices) : AuthPageModel
{
    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? CurrentPassword { get; set; }

    public TwoFactorStatus Status { get; private set; } = new(null, 0);

    public IReadOnlyList<KnownDevice> Trusted { get; private set; } = [];

    public TwoFactorSecret? Secret { get; private set; }

    /// <summary>Whether a secret waits for its first code.</summary>
    public bool IsBegun { get; private set; }

    public IReadOnlyList<string>? NewCodes { get; private set; }

    public async Task OnGetAsync(string? done, CancellationToken cancellationToken)
    {
        Notice = done switch
        {
            "off" => new Notice(NoticeKind.Success, "Two-factor login is off, and all other devices are logged out."),
            "trust" => new Notice(NoticeKind.Success, "The browser asks for codes again."),
            _ => null,
        };
        await LoadAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostBeginAsync(CancellationToken cancellationToken)
    {
        var result = await setup.BeginAsync(User, cancellationToken);
        await LoadAsync(cancellationToken);
        (Secret, IsBegun) = (result.Value, result.Succeeded);
        return result.Succeeded ? Page() : Refuse(result);
    }

    public async Task<IActionResult> OnPostConfirmAsync(CancellationToken cancellationToken)
    {
        var result = await setup.ConfirmAsync(User, Code, cancellationToken);
        await LoadAsync(cancellationToken);
        IsBegun = result.Refusals.All(refusal => refusal.Code != Refusals.NoSetup.Code);
        return Show(result, "Two-factor login is on, and all other devices are logged out.");
    }

    public async Task<IActionResult> OnPostRenewCodesAsync(CancellationToken cancellationToken)
    {
        var result = await setup.RenewCodesAsync(User, Code, cancellationToken);
        await LoadAsync(cancellationToken);
        if (!result.Succeeded)
        {
            // Above the page: the input of this name belongs to the other form.
            return Refuse(AuthResult.Refused([.. result.Refusals.Select(refusal => refusal with { Field = "" })]));
        }

        return Show(result, "Your earlier recovery codes are void, and all other devices are logged out.");
    }

    public async Task<IActionResult> OnPostDisableAsync(CancellationToken cancellationToken)
    {
        var result = await setup.DisableAsync(User, CurrentPassword, Code, cancellationToken);
        await LoadAsync(cancellationToken);
        return result.Succeeded ? To($"{AuthPaths.AccountTwoFactor}?done=off") : Refuse(result);
    }

    public async Task<IActionResult> OnPostEndTrustAsync(Guid id, CancellationToken cancellationToken)
    {
        var result = await devices.EndTrustAsync(AuthClaims.UserOf(User)!.Value, id, cancellationToken);
        await LoadAsync(cancellationToken);
        return result.Succeeded ? To($"{AuthPaths.AccountTwoFactor}?done=trust") : Refuse(result);
    }

    private IActionResult Show(AuthResult<RecoveryCodeList> result, string done)
    {
        NewCodes = result.Value?.Codes;
        if (!result.Succeeded)
        {
            return Refuse(result);
        }

        Notice = new Notice(NoticeKind.Success, done);
        return Page();
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Status = await setup.StatusAsync(User, cancellationToken);
        Trusted = await devices.ListTrustedAsync(AuthClaims.UserOf(User)!.Value, cancellationToken);
    }
}
