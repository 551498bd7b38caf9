using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Passkeys by Identity's own handler, bound to this site: its domain (the relying party's id) and its origin are configured and never a request's.</summary>
internal static class PasskeySetup
{
    public static void AddPasskeys(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<IPasskeyHandler<User>, PasskeyHandler<User>>();
        builder.Services.AddScoped<PasskeyCeremonies>();
        builder.Services.AddScoped<PasskeySignIn>();
        builder.Services.AddScoped<Passkeys>();
        builder.Services.AddOptions<IdentityPasskeyOptions>().Configure<IConfiguration, IOptions<AuthSettings>>((options, configuration, settings) =>
        {
            var site = new SiteLinks(configuration).Base;
            options.ServerDomain = DomainOf(settings.Value, site);
            // A passkey is the only thing that is asked for, so it has to be two factors by itself.
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
            options.AttestationConveyancePreference = "none";
            options.ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && context.Origin == site.GetLeftPart(UriPartial.Authority));
        });
    }

    /// <summary>What is wrong with the option: browsers take the site's own host, or a domain that it lies in.</summary>
    internal static string? Violation(AuthSettings settings, IConfiguration configuration)
    {
        var domain = settings.PasskeyDomain;
        return domain.Length == 0 || !Uri.TryCreate(configuration["App:BaseUrl"], UriKind.Absolute, out var site)
            || site.Host == domain || (site.Host.EndsWith($".{domain}", StringComparison.Ordinal) && domain.Contains('.', StringComparison.Ordinal))
            ? null
            : $"Set Modules__auth__passkey_domain to {site.Host} or a domain that it lies in, or leave it empty.";
    }

    private static string DomainOf(AuthSettings settings, Uri site) => settings.PasskeyDomain.Length > 0 ? settings.PasskeyDomain : site.Host;
}
