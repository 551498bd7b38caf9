using System.Text.RegularExpressions;
using QuickScale.Tool.Yaml;

namespace QuickScale.Tool.Projects;

/// <summary>What <c>quickscale.yml</c> may say about each target of a deployment. No value of it is a secret.</summary>
internal static partial class DeployShapes
{
    /// <summary>Where a project can be deployed.</summary>
    public static readonly string[] Targets = ["railway", "docker", "fly"];

    private static readonly TextShape PlatformName = new("a name or id of letters, digits, '_', '.' and '-', a letter or digit first", NamePattern);

    private static readonly Field[] Common =
    [
        new("address", new TextShape("the site's public address, https and without a path: https://www.example.com", AddressPattern), IsRequired: false),
        new("contact", new TextShape("where a weakness is reported: mailto:security@example.com or an https address", ContactPattern), IsRequired: false),
        new("health", new TextShape("where it is asked whether the site is ready, when not at ADDRESS/health/ready: http://10.0.0.5:8080/health/ready", HealthPattern), IsRequired: false),
    ];

    private static readonly Dictionary<string, Field[]> Own = new()
    {
        ["railway"] = [Name("project"), Name("service"), Name("database"), Text("workspace", "the name or id of a workspace"), Name("region")],
        ["docker"] =
        [
            Name("context"),
            new("proxy_networks", new TextShape("networks that proxies are in, separated by commas: 172.16.0.0/12", NetworksPattern), IsRequired: false),
        ],
        ["fly"] = [Name("app"), Name("org"), Name("region"), Name("cluster"), Name("plan")],
    };

    public static ObjectShape All { get; } = new([.. Targets.Select(target => new Field(target, new ObjectShape([.. Common, .. Own[target]]) { MayBeNull = true }, IsRequired: false))]) { MayBeNull = true };

    private static Field Name(string key) => new(key, PlatformName, IsRequired: false);

    private static Field Text(string key, string words) => new(key, new TextShape(words, WordsPattern), IsRequired: false);

    // What begins with a dash would be an option of the platform's program.
    [GeneratedRegex("^(?=.{1,100}$)[A-Za-z0-9][A-Za-z0-9_.-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern { get; }

    [GeneratedRegex("^(?=.{1,100}$)[A-Za-z0-9][A-Za-z0-9 _.'-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex WordsPattern { get; }

    [GeneratedRegex("^https://(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*(?::[0-9]{1,5})?$", RegexOptions.CultureInvariant)]
    private static partial Regex AddressPattern { get; }

    [GeneratedRegex("^(?=.{1,200}$)(?:mailto:[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+|https://[A-Za-z0-9._~/-]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex ContactPattern { get; }

    [GeneratedRegex("^(?=.{1,300}$)https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?/[A-Za-z0-9._~/-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex HealthPattern { get; }

    [GeneratedRegex("^(?=.{1,500}$)[0-9A-Fa-f:.]+/[0-9]{1,3}(?:,[0-9A-Fa-f:.]+/[0-9]{1,3})*$", RegexOptions.CultureInvariant)]
    private static partial Regex NetworksPattern { get; }
}
