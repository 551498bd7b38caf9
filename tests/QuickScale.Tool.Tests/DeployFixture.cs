using System.Text.RegularExpressions;

namespace QuickScale.Tool.Tests;

/// <summary>A project that is deployed by the stand-in of a platform's program, to a site that answers on this machine.</summary>
internal abstract partial class DeployFixture : WorkplaceFixture
{
    protected const string Handed = "the-value-of-this-terminal";

    protected abstract string Target { get; }

    protected abstract string Program { get; }

    /// <summary>The branches of the stand-in.</summary>
    protected abstract string Answers { get; }

    /// <summary>What quickscale.yml says of the target besides contact and health.</summary>
    protected abstract string Settings { get; }

    /// <summary>Calls that change something.</summary>
    protected abstract Regex Changing { get; }

    /// <summary>Calls that create something, and so may succeed once alone.</summary>
    protected abstract Regex Creating { get; }

    /// <summary>How often the release before was put in its place again.</summary>
    protected abstract int TimesGoneBack { get; }

    /// <summary>Questions about a release under way, of which one may fail unnoticed.</summary>
    protected virtual Regex Patient => Never;

    protected HealthServer Health { get; } = new();

    protected PlatformStandIn StandIn { get; private set; } = null!;

    protected DailyProject Project { get; private set; } = null!;

    [GeneratedRegex("(?!)")]
    private static partial Regex Never { get; }

    public override void Dispose()
    {
        Health.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract string Address { get; }

    /// <summary>The application's secret as the platform has it.</summary>
    protected string Secret => SecretOrNone.ShouldNotBeNull();

    protected abstract string? SecretOrNone { get; }

    protected Task<Answer> DeployAsync(params string[] options) => Project.QsAsync(["deploy", Target, .. options]);

    protected async Task CreateAsync(string database)
    {
        Project = await DailyProject.CreateAsync(Workplace, "exit 0", database: database);
        Workplace.Set("STRIPE_SECRET_KEY", Handed);
        Workplace.Set("RAILWAY_TOKEN", null);
        StandIn = new PlatformStandIn(Workplace, Program, Answers);
        Project.Host.Write("quickscale.yml", $"{Project.Host.Read("quickscale.yml")}deploy:\n  {Target}: {{ contact: \"mailto:security@example.com\", health: \"{Health.Address}\"{Settings} }}\n");
        Project.Host.Write(".gitignore", "bin/\nobj/\n.env\n.env.*\n");
        Prepare(database);
        await Project.Host.CommitAsync("Deploy");
    }

    /// <summary>Files of the project that the target needs.</summary>
    protected virtual void Prepare(string database)
    {
    }

    /// <summary>As if nobody had deployed yet.</summary>
    protected virtual void Start() => StandIn.Reset();

    protected void ShouldHideSecrets(Answer answer)
    {
        var said = answer.Output + answer.Error;
        said.ShouldNotContain(Handed);
        said.ShouldNotContain(PlatformStandIn.PasswordOfDatabase);
        if (SecretOrNone is { } secret)
            said.ShouldNotContain(secret);
        LongHex.Matches(StandIn.Inputs).Select(match => match.Value).ShouldAllBe(secret => !said.Contains(secret, StringComparison.Ordinal));
    }

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex LongHex { get; }
}
