namespace QuickScale.Modules.Notifications.Tests;

/// <summary>Name servers that know what a test tells them.</summary>
internal sealed class FakeDns : IDnsTxt
{
    private readonly Dictionary<string, string[]> _records = [];

    /// <summary>Names that no server answers for.</summary>
    public HashSet<string> Silent { get; } = [];

    public List<string> Asked { get; } = [];

    public string[] this[string name]
    {
        set => _records[name] = value;
    }

    public Task<IReadOnlyList<string>> QueryAsync(string name, CancellationToken cancellationToken)
    {
        Asked.Add(name);
        return Silent.Contains(name)
            ? throw new DnsTxtException("no name server gave an answer that can be read")
            : Task.FromResult<IReadOnlyList<string>>(_records.GetValueOrDefault(name, []));
    }
}
