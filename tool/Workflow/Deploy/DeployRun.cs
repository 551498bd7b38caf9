using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow.Deploy;

/// <summary>What the command line of <c>qs deploy</c> asks for.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="DryRun">Whether only questions are asked, and what would be done is shown.</param>
/// <param name="AllowChanges">Whether what is not committed is deployed too.</param>
/// <param name="Patience">How long a release may take until the site is ready, once the platform has it.</param>
/// <param name="Variables">Variables of our environment that are handed to the application where it has none of that name.</param>
/// <param name="Context">The Docker context; null for that of quickscale.yml, or Docker's own choice.</param>
internal sealed record DeployOptions(string Environment, bool DryRun, bool AllowChanges, TimeSpan Patience, IReadOnlyList<string> Variables, string? Context);

/// <summary>One run of <c>qs deploy</c>: what it knows, and what it has done so far.</summary>
internal sealed class DeployRun(LocalProject project, DeploySettings settings, DeploySource source, DeployOptions options, ProgramRunner programs, Output output, SecretMask mask)
{
    private readonly List<string> _calls = [];
    private readonly List<string> _created = [];
    private readonly List<string> _set = [];
    private readonly List<string> _kept = [];

    public LocalProject Project => project;

    public DeploySettings Settings => settings;

    public DeploySource Source => source;

    public DeployOptions Options => options;

    public ProgramRunner Programs => programs;

    public Output Output => output;

    public SecretMask Mask => mask;

    public bool IsSqlite => project.File.Database == "sqlite";

    /// <summary>All calls that change something, in their order; a secret stands in none of them.</summary>
    public IReadOnlyList<string> Calls => _calls;

    /// <summary>What was created, in words.</summary>
    public IReadOnlyList<string> Created => _created;

    /// <summary>Names of variables that were given a value.</summary>
    public IReadOnlyList<string> Set => _set;

    /// <summary>Names of secret variables that were there and stay as they are.</summary>
    public IReadOnlyList<string> Kept => _kept;

    public void Calling(string call) => _calls.Add(call);

    public void Making(string what) => _created.Add(what);

    public void Setting(IEnumerable<string> names) => _set.AddRange(names);

    public void Keeping(string name) => _kept.Add(name);

    /// <summary>A secret of the user's own environment, by the name under which the application knows it.</summary>
    public string Handed(string name)
    {
        var value = Environment.GetEnvironmentVariable(name)!;
        mask.Add(value);
        return value;
    }

    /// <summary>Why a variable that shall be handed over cannot be; those that the application has already need none.</summary>
    public Failure? HandedProblem(Func<string, bool> isThere, Func<string, string?> problem)
    {
        foreach (var name in options.Variables.Where(name => !isThere(name)))
        {
            if (Environment.GetEnvironmentVariable(name) is not { Length: > 0 })
            {
                return new Failure(ExitCode.Precondition, $"The variable {name} is not set here, and the application has none of that name; set it in this terminal and try again.");
            }

            // Also in sentences about it.
            var value = Handed(name);
            if (value.AsSpan().ContainsAny('\n', '\r', '\0') || problem(value) is not null)
            {
                return new Failure(ExitCode.Precondition, $"The value of {name} has {problem(value) ?? "a line end"} in it, which cannot be handed over; set it by the platform's own means.");
            }
        }

        return null;
    }

    /// <summary>The settings that every deployed application needs and that are no secret.</summary>
    /// <param name="address">The public address.</param>
    /// <param name="platformHost">The host name that the platform gives; null for none.</param>
    public Dictionary<string, string> PlainSettings(Uri address, string? platformHost)
    {
        var hosts = new[] { address.Host, platformHost }.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = settings.AspNetEnvironment,
            ["App__BaseUrl"] = address.GetLeftPart(UriPartial.Authority),
            ["App__SecurityContact"] = settings.Contact,
            ["AllowedHosts"] = string.Join(';', hosts),
        };
    }
}
