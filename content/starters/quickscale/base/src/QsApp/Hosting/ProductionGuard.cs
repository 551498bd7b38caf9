using Microsoft.Extensions.Options;
using QsApp.Data;

namespace QsApp.Hosting;

/// <summary>
/// Keeps a deployed instance from starting with settings that are unsafe or unfinished. All violations are told at once, one sentence
/// each, and the process ends with exit code 4. A module adds its own the same way: an IValidateOptions with ValidateOnStart.
/// </summary>
public sealed class ProductionGuard(IConfiguration configuration, IHostEnvironment environment) : IValidateOptions<AppSettings>
{
    /// <summary>The value in appsettings.Development.json begins so: it is in the repository, and so no secret.</summary>
    public const string DevelopmentPrefix = "development-only-";

    private const int FewestDifferentCharacters = 10;

    public ValidateOptionsResult Validate(string? name, AppSettings options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!environment.IsDeployed())
        {
            return ValidateOptionsResult.Success;
        }

        string?[] answers = [Secret(options), BaseUrl(options), Contact(options), Hosts(), DatabaseAddress(), DetailedErrors(), Certificate()];
        var violations = answers.OfType<string>().ToList();
        return violations.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(violations);
    }

    private static string? Secret(AppSettings app) => app.Secret switch
    {
        "" => "Set App__Secret to a random secret; 'dotnet run --project src/QsApp.Migrator -- secret' prints one.",
        var secret when secret.StartsWith(DevelopmentPrefix, StringComparison.OrdinalIgnoreCase) =>
            "Set App__Secret to a secret of its own: the one of development is in the repository.",
        { Length: < AppSettings.ShortestSecret } => $"Set App__Secret to a longer secret: {AppSettings.ShortestSecret} characters or more.",
        var secret when secret.Distinct().Count() < FewestDifferentCharacters => "Set App__Secret to a random secret: this one can be guessed.",
        _ => null,
    };

    private static string? BaseUrl(AppSettings app) =>
        Uri.TryCreate(app.BaseUrl, UriKind.Absolute, out var url)
        && url is { Scheme: "https", PathAndQuery: "/", Fragment: "", UserInfo: "" }
            ? null
            : "Set App__BaseUrl to the site's public address: https, without a path, such as https://www.example.com.";

    private static string? Contact(AppSettings app) =>
        Uri.TryCreate(app.SecurityContact, UriKind.Absolute, out var contact) && contact.Scheme is "mailto" or "https"
            ? null
            : "Set App__SecurityContact to where a vulnerability is reported: mailto:security@your.domain or an https address.";

    private string? Hosts()
    {
        var names = AllowedHosts.Read(configuration);
        return names.Count > 0 && !names.Any(host => host.Value is "*" or "[::]" or "0.0.0.0" or "+")
            ? null
            : "Set AllowedHosts to the site's host names, separated by semicolons; '*' lets anybody choose the host of links and redirects.";
    }

    private string? DatabaseAddress()
    {
        try
        {
            Database.ConnectionString(configuration);
            return null;
        }
        catch (SettingsException exception)
        {
            return exception.Message;
        }
    }

    private string? DetailedErrors() =>
        configuration[WebHostDefaults.DetailedErrorsKey] is { } value && (value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase))
            ? "Remove ASPNETCORE_DETAILEDERRORS: it shows stack traces to visitors."
            : null;

    /// <summary>Without a certificate of its own, Kestrel serves https with the developer's, where that is installed.</summary>
    private string? Certificate()
    {
        var kestrel = configuration.GetSection("Kestrel");
        var hasDefault = kestrel.GetSection("Certificates:Default").Exists();
        var ownCertificateMissing = kestrel.GetSection("Endpoints").GetChildren().Any(endpoint =>
            IsHttps(endpoint["Url"]) && !endpoint.GetSection("Certificate").Exists());
        return !hasDefault && (IsHttps(configuration[WebHostDefaults.ServerUrlsKey]) || configuration[WebHostDefaults.HttpsPortsKey] is { Length: > 0 } || ownCertificateMissing)
            ? "Set Kestrel__Certificates__Default__Path to the site's certificate, or listen on http behind a proxy: the development certificate is for development."
            : null;
    }

    private static bool IsHttps(string? urls) => urls?.Contains("https://", StringComparison.OrdinalIgnoreCase) == true;
}

public static class ProductionGuardServices
{
    public static void AddProductionGuard(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IValidateOptions<AppSettings>, ProductionGuard>();
    }
}
