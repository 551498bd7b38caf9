namespace QuickScale.Modules.Notifications;

/// <summary>
/// A sort of notification that a module sends and that users have a say in. A module registers each of its own:
/// <c>services.AddSingleton(new NotificationKind("teams.invited", "Invitations"))</c>.
/// </summary>
/// <param name="Name">The module and the sort, as in <c>teams.invited</c>; of an e-mail it is the kind. It never changes once released.</param>
/// <param name="Title">What users read where they choose: a few words.</param>
/// <param name="IsTransactional">Whether it is about the account or a contract itself, so that nobody can turn it off.</param>
public sealed record NotificationKind(string Name, string Title, bool IsTransactional = false)
{
    /// <summary>When one gets it, in one sentence; null where the title says it.</summary>
    public string? Description { get; init; }

    /// <summary>What is done while a user has chosen nothing.</summary>
    public NotificationMode DefaultEmail { get; init; } = NotificationMode.On;

    /// <summary>Whether it is shown in the application too; an e-mail of its own sort is not.</summary>
    public bool HasInApp { get; init; } = true;

    /// <summary>Offered to choose only to those who satisfy this policy; null offers it to all.</summary>
    public string? Policy { get; init; }

    /// <summary>Whether it can wait for the daily digest.</summary>
    public bool MayBeDigested { get; init; } = true;
}

/// <summary>All kinds that the embedded modules have registered, in the modules' order.</summary>
public sealed class NotificationKinds
{
    private readonly Dictionary<string, NotificationKind> _byName;

    /// <exception cref="InvalidOperationException">Two kinds share a name, or a name cannot be one.</exception>
    public NotificationKinds(IEnumerable<NotificationKind> kinds)
    {
        All = [.. kinds];
        if (All.FirstOrDefault(kind => kind.Name.Length is 0 or > NotificationsTables.KindLength || !kind.Name.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-')) is { } wrong)
        {
            throw new InvalidOperationException($"'{wrong.Name}' is no name of a notification kind: write the module and the sort, as in teams.invited.");
        }

        if (All.GroupBy(kind => kind.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InvalidOperationException($"The notification kind '{twice.Key}' is registered twice: give each a name of its own.");
        }

        _byName = All.ToDictionary(kind => kind.Name);
    }

    public IReadOnlyList<NotificationKind> All { get; }

    /// <param name="name">Null, as a request may say, is the name of none.</param>
    public NotificationKind? Find(string? name) => name is null ? null : _byName.GetValueOrDefault(name);

    /// <summary>The words for a kind; those of none that is registered are its name.</summary>
    public string TitleOf(string name) => Find(name)?.Title ?? name;
}
