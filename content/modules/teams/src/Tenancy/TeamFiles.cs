using System.Globalization;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Files of the current team. A key begins with the team, so that the key of another team's file opens nothing, wherever it came from
/// (T2). Take it in place of <see cref="IFileStore"/> for what belongs to a team.
/// </summary>
public sealed class TeamFiles(IFileStore files, ICurrentTeam team)
{
    /// <summary>The most characters that a key has.</summary>
    public const int LongestKey = 33 + FileRow.LongestKey;

    /// <summary>Keeps a file; see <see cref="IFileStore.SaveAsync"/>.</summary>
    /// <returns>The key, for a column of the team's row.</returns>
    /// <exception cref="NoTeamException">No team is in scope.</exception>
    public async Task<string> SaveAsync(FileContent file, CancellationToken cancellationToken) => Prefix + await files.SaveAsync(file, cancellationToken);

    /// <summary>Opens a file of the team; null for every other key.</summary>
    /// <exception cref="NoTeamException">No team is in scope.</exception>
    public async Task<StoredFile?> OpenAsync(string key, CancellationToken cancellationToken) => Own(key) is { } own ? await files.OpenAsync(own, cancellationToken) : null;

    /// <summary>Deletes a file of the team; does nothing for every other key.</summary>
    /// <exception cref="NoTeamException">No team is in scope.</exception>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) => Own(key) is { } own ? files.DeleteAsync(own, cancellationToken) : Task.CompletedTask;

    private string Prefix => string.Create(CultureInfo.InvariantCulture, $"{team.Id ?? throw new NoTeamException():N}/");

    private string? Own(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.StartsWith(Prefix, StringComparison.Ordinal) ? key[Prefix.Length..] : null;
    }
}
