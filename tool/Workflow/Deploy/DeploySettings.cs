using System.Globalization;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow.Deploy;

/// <summary>What <c>quickscale.yml</c> says about one target in one environment. Nothing of it is secret.</summary>
internal sealed class DeploySettings
{
    /// <summary>The environment when none is named.</summary>
    public const string Production = "production";

    private readonly IReadOnlyDictionary<string, string> _values;

    private DeploySettings(string target, string environment, IReadOnlyDictionary<string, string> values) => (Target, Environment, _values) = (target, environment, values);

    public string Target { get; }

    public string Environment { get; }

    /// <summary>The environment's name as ASP.NET Core writes it; modules.json is looked up by it, in any case of letters.</summary>
    public string AspNetEnvironment => char.ToUpperInvariant(Environment[0]) + Environment[1..];

    /// <summary>The public address that the user has chosen; null leaves it to the platform.</summary>
    public Uri? Address => _values.TryGetValue("address", out var address) ? new Uri(address) : null;

    /// <summary>Where a weakness is reported; production does not start without it.</summary>
    public string Contact => _values["contact"];

    public string Value(string key, string otherwise) => _values.GetValueOrDefault(key, otherwise);

    public string? Value(string key) => _values.GetValueOrDefault(key);

    /// <summary>Where it is asked whether the site is ready.</summary>
    public Uri HealthOf(Uri address) => _values.TryGetValue("health", out var health) ? new Uri(health) : new Uri(address, "/health/ready");

    public static Result<DeploySettings> Read(LocalProject project, string target, string environment)
    {
        if (environment != Production && !project.File.Environments.ContainsKey(environment))
        {
            return new Failure(ExitCode.Usage, $"quickscale.yml names no environment '{environment}'; add it under environments, or leave out --environment for production.");
        }

        if (environment.Equals("development", StringComparison.OrdinalIgnoreCase) || environment.Equals("testing", StringComparison.OrdinalIgnoreCase))
        {
            return new Failure(ExitCode.Usage, $"The environment {environment} has none of production's protection and is not deployed; choose another.");
        }

        var values = project.File.DeployTo(target, environment).ToDictionary(setting => setting.Key, setting => string.Create(CultureInfo.InvariantCulture, $"{setting.Value}"), StringComparer.Ordinal);
        return values.ContainsKey("contact")
            ? new DeploySettings(target, environment, values)
            : new Failure(ExitCode.Precondition, $"Production does not start without an address for reports of weaknesses; add 'contact: mailto:security@your.domain' under deploy, {target}, in quickscale.yml.");
    }
}
