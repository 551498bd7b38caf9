using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QuickScale.Modules.Auth;

/// <param name="Code">Of the authenticator app, or a recovery code.</param>
/// <param name="TrustBrowser">Whether this browser may skip the second factor for some days.</param>
public sealed record SecondFactorRequest(string? Code, bool TrustBrowser);

/// <summary>A code alone.</summary>
public sealed record CodeRequest(string? Code);

public sealed record DisableTwoFactorRequest(string? CurrentPassword, string? Code);

/// <param name="RecoveryCodes">How many are made at once.</param>
public sealed record TwoFactorAnswer(bool IsOn, DateTime? EnabledAt, int RecoveryCodesLeft, int RecoveryCodes);

/// <param name="IsPending">Whether a login in this browser waits for the second factor.</param>
public sealed record SecondFactorAnswer(bool IsPending);

/// <param name="Secret">In Base32, to type into an app.</param>
/// <param name="Uri">otpauth://, to open an app by.</param>
/// <param name="QrCode">The same as an SVG image.</param>
public sealed record TwoFactorSecretAnswer(string Secret, string Uri, string QrCode);

/// <param name="RecoveryCodes">Each is good once; they are not shown again.</param>
public sealed record RecoveryCodesAnswer(IReadOnlyList<string> RecoveryCodes);

public sealed record TrustedBrowserAnswer(Guid Id, string Device, DateTime LastSeenAt, DateTime TrustedUntil);

internal static class TwoFactorApi
{
    public static void MapTwoFactor(this RouteGroupBuilder api)
    {
        api.MapGet("/login/second-factor", (SecondFactorSignIn signIn) => Results.Ok(new SecondFactorAnswer(signIn.IsPending)))
            .WithName("GetLoginSecondFactor").WithSummary("Whether a login waits for the second factor.")
            .Produces<SecondFactorAnswer>();

        api.MapPost("/login/second-factor", async (SecondFactorRequest request, SecondFactorSignIn signIn, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await signIn.SignInAsync(request.Code, request.TrustBrowser, cancellationToken)))
            .WithName("LoginSecondFactor").WithSummary("Goes on with a login that asked for the second factor.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests);

        var setup = api.MapGroup("/two-factor").RequireAuthorization(AuthPolicies.SignedIn);
        setup.MapGet("", async (ClaimsPrincipal user, TwoFactorSetup two, CancellationToken cancellationToken) =>
            {
                var status = await two.StatusAsync(user, cancellationToken);
                return Results.Ok(new TwoFactorAnswer(status.IsOn, status.EnabledAt, status.RecoveryCodesLeft, RecoveryCodes.Count));
            })
            .WithName("GetTwoFactor").WithSummary("Whether two-factor login is on, and how many recovery codes are left.")
            .Produces<TwoFactorAnswer>().ProducesProblem(StatusCodes.Status401Unauthorized);

        setup.MapPost("/begin", async (ClaimsPrincipal user, TwoFactorSetup two, CancellationToken cancellationToken) =>
            {
                var result = await two.BeginAsync(user, cancellationToken);
                return result.Value is { } secret ? Results.Ok(new TwoFactorSecretAnswer(secret.Secret, secret.Uri, secret.QrCode)) : ApiAnswers.Of(result);
            })
            .WithName("BeginTwoFactor").WithSummary("Gives a secret for an authenticator app; it counts once a code confirms it.")
            .Produces<TwoFactorSecretAnswer>().Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

        setup.MapPost("/confirm", async (CodeRequest request, ClaimsPrincipal user, TwoFactorSetup two, CancellationToken cancellationToken) =>
                Answer(await two.ConfirmAsync(user, request.Code, cancellationToken)))
            .WithName("ConfirmTwoFactor").WithSummary("Turns two-factor login on by the app's first code, and logs all other devices out.")
            .Produces<RecoveryCodesAnswer>().Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests);

        setup.MapPost("/disable", async (DisableTwoFactorRequest request, ClaimsPrincipal user, TwoFactorSetup two, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await two.DisableAsync(user, request.CurrentPassword, request.Code, cancellationToken)))
            .WithName("DisableTwoFactor").WithSummary("Turns two-factor login off, and logs all other devices out.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests);

        setup.MapPost("/recovery-codes", async (CodeRequest request, ClaimsPrincipal user, TwoFactorSetup two, CancellationToken cancellationToken) =>
                Answer(await two.RenewCodesAsync(user, request.Code, cancellationToken)))
            .WithName("RenewRecoveryCodes").WithSummary("Makes new recovery codes; the earlier ones are void, and all other devices are logged out.")
            .Produces<RecoveryCodesAnswer>().Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests);

        MapTrustedBrowsers(api);
    }

    private static void MapTrustedBrowsers(RouteGroupBuilder api)
    {
        var browsers = api.MapGroup("/trusted-browsers").RequireAuthorization(AuthPolicies.SignedIn);
        browsers.MapGet("", async (ClaimsPrincipal user, KnownDevices devices, CancellationToken cancellationToken) =>
                Results.Ok((await devices.ListTrustedAsync(AuthClaims.UserOf(user)!.Value, cancellationToken)).Select(one => new TrustedBrowserAnswer(
                    one.Id, one.Device, one.LastSeenAt, one.TrustedUntil!.Value))))
            .WithName("ListTrustedBrowsers").WithSummary("Browsers that skip the second factor.")
            .Produces<IEnumerable<TrustedBrowserAnswer>>().ProducesProblem(StatusCodes.Status401Unauthorized);

        browsers.MapDelete("/{id:guid}", async (Guid id, ClaimsPrincipal user, KnownDevices devices, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await devices.EndTrustAsync(AuthClaims.UserOf(user)!.Value, id, cancellationToken)))
            .WithName("EndTrustedBrowser").WithSummary("Has a browser ask for the second factor again.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status404NotFound);
    }

    private static IResult Answer(AuthResult<RecoveryCodeList> result) =>
        result.Value is { } list ? Results.Ok(new RecoveryCodesAnswer(list.Codes)) : ApiAnswers.Of(result);
}
