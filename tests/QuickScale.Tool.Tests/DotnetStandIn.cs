namespace QuickScale.Tool.Tests;

/// <summary>
/// A script in the place of <c>dotnet</c> that writes down how it was called and in what state it found the project. What the real one
/// does with a project is tested where whole projects are made; here it is what qs does before and after. Not on Windows.
/// </summary>
internal sealed class DotnetStandIn
{
    private readonly Workplace _workplace;

    /// <param name="workplace">The test's workplace.</param>
    /// <param name="script">What it does and how it ends, in the project's folder; <c>$*</c> are its arguments.</param>
    public DotnetStandIn(Workplace workplace, string script)
    {
        _workplace = workplace;
        File.WriteAllText(Log, string.Empty);
        workplace.Replace("dotnet", $"printf '%s, version %s\\n' \"$*\" \"$(sed -n 's/^version: //p' modules/shop/module.yml 2>/dev/null)\" >> '{Log}'\n{script}");
    }

    /// <summary>Each call with the version of the module <c>shop</c> that it found.</summary>
    public IReadOnlyList<string> Calls => File.ReadAllLines(Log);

    private string Log => _workplace["calls of dotnet"];
}
