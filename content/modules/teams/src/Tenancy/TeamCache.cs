using Microsoft.Extensions.Caching.Memory;

namespace QuickScale.Modules.Teams;

/// <summary>
/// The memory cache of this instance with the current team in every key: what one team has cached no other team gets. Take it in
/// place of <see cref="IMemoryCache"/> for everything that was made of a team's rows (T2).
/// </summary>
public sealed class TeamCache(IMemoryCache cache, ICurrentTeam team)
{
    /// <summary>The value as it was kept, or made now and kept.</summary>
    /// <param name="life">For how long it may be given out.</param>
    /// <exception cref="NoTeamException">No team is in scope.</exception>
    public async Task<T> GetOrCreateAsync<T>(string key, TimeSpan life, Func<Task<T>> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        var whole = KeyOf(key);
        if (cache.TryGetValue(whole, out T? kept))
        {
            return kept!;
        }

        var made = await create();
        cache.Set(whole, made, life);
        return made;
    }

    /// <summary>Has the value be made anew.</summary>
    /// <exception cref="NoTeamException">No team is in scope.</exception>
    public void Remove(string key) => cache.Remove(KeyOf(key));

    private Key KeyOf(string key) => new(team.Id ?? throw new NoTeamException(), key);

    private sealed record Key(Guid Team, string Name);
}
