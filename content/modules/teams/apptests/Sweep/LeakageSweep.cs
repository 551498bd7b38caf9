using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.AppTests;

/// <summary>An application that is swept: its services, and clients that are the user whose id they send.</summary>
/// <param name="Client">A client that follows no redirect.</param>
public sealed record SweptApplication(IServiceProvider Services, Func<HttpClient> Client);

/// <summary>What one team learnt of another or did to it.</summary>
/// <param name="Where">The endpoint or the entity.</param>
public sealed record Leak(string Where, string What)
{
    public override string ToString() => $"{Where}: {What}";
}

/// <param name="Leaks">Empty when teams are kept apart.</param>
/// <param name="Calls">How many requests the answer rests on.</param>
/// <param name="Unreached">Endpoints that gave nothing to a member of the very team, so that nothing is proved of them.</param>
public sealed record SweepReport(IReadOnlyList<Leak> Leaks, int Calls, IReadOnlyList<string> Endpoints, IReadOnlyList<string> Entities, IReadOnlyList<string> Unreached);

/// <summary>
/// Two teams with rows of every entity; a member of the second one tries every endpoint and every entity to see, list, change, delete
/// or infer anything of the first (T3). What is asked for is asked for with ids that nobody has, too: whoever can tell the two answers
/// apart learns that something is there.
/// </summary>
public sealed partial class LeakageSweep(SweptApplication cold, SweptApplication warm, Assembly tests)
{
    /// <summary>The header that says whose request it is; see <see cref="SweepServices"/>.</summary>
    public const string UserHeader = "X-Sweep-User";

    private const int More = 2;

    private readonly List<Leak> _leaks = [];
    private readonly IReadOnlyDictionary<Type, Func<SampleTeam, object>> _own = SampleRows.Find(tests);
    private readonly Dictionary<SampleTeam, (int Rows, IReadOnlyList<string> Words)> _words = [];
    private readonly TeamResolution _resolution = warm.Services.GetRequiredService<IOptions<TeamsSettings>>().Value.Resolution;
    private readonly string _site = warm.Services.GetRequiredService<SiteLinks>().Base.Host;
    private int _calls;

    public async Task<SweepReport> RunAsync()
    {
        var victim = await TeamAsync("sweep-victim", "qzvictim");
        var thief = await TeamAsync("sweep-thief", "qzthief");
        var entities = EntitiesOf(warm.Services);
        await AddRowsAsync(victim, entities);
        await AddRowsAsync(thief, entities);

        var without = ModulesBelow(warm.Services);
        var endpoints = await SweptEndpoint.FindAsync(warm.Services, without);
        var reads = endpoints.Where(endpoint => endpoint.IsRead).ToList();

        // What the thief sees in an application that has served nobody else …
        var colds = await SweptEndpoint.FindAsync(cold.Services, without);
        var alone = await LookAsync(cold, colds, thief);
        // Twice, for some answers change by themselves: of time, or since one's own reading is written down.
        var again = await LookAsync(cold, colds, thief);
        for (var i = 0; i < More; i++)
        {
            await AddRowsAsync(victim, entities);
        }

        // … and in one that has just served the victim, who has more rows by now.
        var victims = await LookAsync(warm, reads, victim);
        var after = await LookAsync(warm, reads, thief);
        foreach (var (request, answer) in victims)
        {
            Search(request.Endpoint, answer, thief);
        }

        foreach (var (request, answer) in after)
        {
            Search(request.Endpoint, answer, victim);
            if (alone.TryGetValue(request, out var before) && before.Masked == again[request].Masked && !before.Masked.Equals(answer.Masked, StringComparison.Ordinal))
            {
                _leaks.Add(new Leak(request.Endpoint, $"answers otherwise once another team has more rows or has been served ({Difference(before.Masked, answer.Masked)})"));
            }
        }

        foreach (var (request, answer) in alone)
        {
            Search(request.Endpoint, answer, victim);
        }

        await AttackAsync(endpoints, victim, thief);
        await TryEntitiesAsync(entities, victim, thief);
        var reached = victims.Where(one => (int)one.Value.Status < 400).Select(one => one.Key.Endpoint).ToHashSet();
        return new SweepReport(
            [.. _leaks.Distinct()], _calls, [.. endpoints.Select(one => one.ToString()).Distinct().Order()], [.. entities.Select(one => one.DisplayName())],
            [.. reads.Select(one => one.ToString()).Distinct().Where(one => !reached.Contains(one)).Order()]);
    }

    private static HashSet<Assembly> ModulesBelow(IServiceProvider services)
    {
        var modules = services.GetRequiredService<IReadOnlyList<IModule>>().Select(module => module.GetType().Assembly).ToList();
        var teams = typeof(TeamsModule).Assembly;
        return [.. modules.Where(module => module != teams && module.GetReferencedAssemblies().All(reference => reference.Name != teams.GetName().Name))];
    }

    private static List<IEntityType> EntitiesOf(IServiceProvider services)
    {
        using var scope = services.CreateScope();
        // A membership is there already, and belongs to a person.
        return [.. TenantEntities.OfTeams(scope.ServiceProvider).Where(entity => entity.ClrType != typeof(Membership) && !entity.IsAbstract() && entity.FindPrimaryKey() is not null)];
    }

    private async Task<SampleTeam> TeamAsync(string slug, string word)
    {
        // Of its own in each run, for a database that was swept before.
        var run = Guid.NewGuid().ToString("N")[..8];
        (slug, word) = ($"{slug}-{run}", word + run);
        await using var scope = warm.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ModuleDb>().Context;
        var id = Guid.CreateVersion7();
        var email = $"{word}-{id:N}@example.com";
        var user = new User { Id = id, Email = email, NormalizedEmail = email.ToUpperInvariant(), Name = $"{word} owner", SecurityStamp = "sweep", EmailVerifiedAt = DateTime.UtcNow };
        var team = new Team { Slug = slug, Name = $"{word} team", CreatedBy = id, CreatedAt = DateTime.UtcNow };
        context.AddRange(user, team, new TeamSlug { Slug = slug, TeamId = team.Id });
        await context.SaveChangesAsync();
        var member = new Membership { TenantId = team.Id, UserId = id, RoleId = BuiltInRoles.Owner, JoinedAt = DateTime.UtcNow, DisplayName = $"{word} owner" };
        context.Add(member);
        await context.SaveChangesAsync();
        return new SampleTeam(team.Id, slug, id, word) { Rows = { member } };
    }

    private async Task AddRowsAsync(SampleTeam team, IReadOnlyList<IEntityType> entities) =>
        await warm.Services.GetRequiredService<TenantRunner>().RunAsync(team.Id, async (services, _) =>
        {
            var context = services.GetRequiredService<ModuleDb>().Context;
            foreach (var entity in InOrder(entities))
            {
                await new SampleRows(context, team, _own).AddAsync(context.Model.FindEntityType(entity.Name)!);
            }
        }, CancellationToken.None);

    /// <summary>Each after those that it refers to.</summary>
    private static List<IEntityType> InOrder(IReadOnlyList<IEntityType> entities)
    {
        var ordered = new List<IEntityType>();
        void Visit(IEntityType entity, int depth)
        {
            if (ordered.Contains(entity) || depth > entities.Count)
            {
                return;
            }

            foreach (var principal in entity.GetForeignKeys().Select(key => key.PrincipalEntityType).Where(one => one != entity && entities.Contains(one)))
            {
                Visit(principal, depth + 1);
            }

            if (!ordered.Contains(entity))
            {
                ordered.Add(entity);
            }
        }

        foreach (var entity in entities)
        {
            Visit(entity, 0);
        }

        return ordered;
    }

    /// <summary>Calls everything that reads as one of the team, with the team's own ids.</summary>
    private async Task<Dictionary<(string Endpoint, string Path), Answer>> LookAsync(SweptApplication application, IReadOnlyList<SweptEndpoint> endpoints, SampleTeam team)
    {
        var answers = new Dictionary<(string, string), Answer>();
        var ids = IdsOf(team);
        var requests = new SweptRequests(ids, ids);
        foreach (var endpoint in endpoints.Where(one => one.IsRead))
        {
            foreach (var (request, _, _) in requests.Of(endpoint, team.Slug))
            {
                answers[(endpoint.ToString(), request.Path)] = await SendAsync(application, request, team, team.Slug);
            }
        }

        return answers;
    }

    /// <summary>
    /// Calls everything as the thief with the victim's ids: in the thief's own team, in the victim's, and in the own team with own ids in
    /// the path and the victim's in what is sent along, as one hangs a child into somebody else's parent.
    /// </summary>
    private async Task AttackAsync(IReadOnlyList<SweptEndpoint> endpoints, SampleTeam victim, SampleTeam thief)
    {
        var (victims, thiefs) = (IdsOf(victim), IdsOf(thief));
        var (stolen, hungIn) = (new SweptRequests(victims, victims), new SweptRequests(thiefs, victims));
        var rows = await RowsAsync(victim);
        // What reads comes first, while there is everything to be read.
        foreach (var endpoint in endpoints.OrderBy(one => one.IsRead ? 0 : 1))
        {
            foreach (var (named, requests) in new[] { (thief, stolen), (thief, hungIn), (victim, stolen) })
            {
                foreach (var (known, unknown, hasForeignId) in requests.Of(endpoint, named.Slug))
                {
                    // Without anything of the victim's, that is the thief's own team, as it was looked at before.
                    if (named == victim || hasForeignId)
                    {
                        await CompareAsync(endpoint, known, unknown, named, victim, thief);
                        rows = endpoint.IsRead ? rows : await ComparedAsync(endpoint.ToString(), rows, victim);
                    }
                }
            }
        }

        await ComparedAsync("An endpoint that reads", rows, victim);
    }

    private async Task CompareAsync(SweptEndpoint endpoint, SweptRequest known, SweptRequest unknown, SampleTeam named, SampleTeam victim, SampleTeam thief)
    {
        // Where the path names the team, a header must not.
        var header = _resolution == TeamResolution.Path ? victim.Slug : named.Slug;
        var answer = await SendAsync(warm, known, thief, header);
        Search(endpoint.ToString(), answer, victim, known.Said);
        if (named == victim)
        {
            if (endpoint.TeamParameter is not null && !endpoint.IsForAll && answer.Status != HttpStatusCode.NotFound)
            {
                Add(endpoint, $"answers {(int)answer.Status} in a team that the user is not in, and not 404");
            }

            return;
        }

        var strangers = await SendAsync(warm, unknown, thief, header);
        if (answer.Status != strangers.Status || !Without(answer, known).Equals(Without(strangers, unknown), StringComparison.Ordinal))
        {
            Add(endpoint, $"answers {(int)answer.Status} to the id of another team's row and {(int)strangers.Status} to one that nobody has, which tells that it is there");
        }
    }

    /// <summary>What the victim's rows are now, after having told what has become of them.</summary>
    private async Task<Dictionary<string, string>> ComparedAsync(string where, Dictionary<string, string> before, SampleTeam victim)
    {
        var now = await RowsAsync(victim);
        if (Changes(before, now) is { } change)
        {
            _leaks.Add(new Leak(where, change));
        }

        return now;
    }

    /// <summary>What the database's context itself lets a team do to another's rows, entity by entity (T1).</summary>
    private async Task TryEntitiesAsync(IReadOnlyList<IEntityType> entities, SampleTeam victim, SampleTeam thief)
    {
        var runner = warm.Services.GetRequiredService<TenantRunner>();
        var before = await RowsAsync(victim);
        foreach (var entity in entities)
        {
            var row = victim.Rows.Last(one => one.GetType() == entity.ClrType);
            await runner.RunAsync(thief.Id, async (services, _) =>
            {
                var context = services.GetRequiredService<ModuleDb>().Context;
                var found = await (Task<string?>)typeof(LeakageSweep).GetMethod(nameof(TryAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(entity.ClrType).Invoke(null, [context, row, thief.Id])!;
                if (found is not null)
                {
                    _leaks.Add(new Leak(entity.DisplayName(), found));
                }
            }, CancellationToken.None);
        }

        await ComparedAsync("The context", before, victim);
    }

    private static async Task<string?> TryAsync<T>(DbContext context, object row, Guid own)
        where T : class, ITenantEntity
    {
        var key = context.Model.FindEntityType(typeof(T))!.FindPrimaryKey()!.Properties.Select(property => property.GetGetter().GetClrValue(row)).ToArray();
        if (await context.FindAsync<T>(key) is not null)
        {
            return "is found by its key in another team";
        }

        if (await context.Set<T>().AnyAsync(one => one.TenantId != own))
        {
            return "is listed in another team";
        }

        try
        {
            context.Remove(row);
            await context.SaveChangesAsync();
            return "is deleted in another team";
        }
        catch (Exception exception) when (exception is InvalidOperationException or DbUpdateException)
        {
            return null;
        }
    }

    private List<SweptId> IdsOf(SampleTeam team)
    {
        using var scope = warm.Services.CreateScope();
        var model = scope.ServiceProvider.GetRequiredService<ModuleDb>().Context.Model;
        var ids = new List<SweptId>();
        // Of two, which a circle of references makes, some rows refer to the one and some to the other.
        foreach (var row in team.Rows.GroupBy(row => row.GetType()).SelectMany(rows => rows.TakeLast(2)))
        {
            var entity = model.FindEntityType(row.GetType())!;
            var byName = entity.GetIndexes().Where(index => index.IsUnique).SelectMany(index => index.Properties).Where(property => property.ClrType == typeof(string) && !property.IsShadowProperty());
            var keys = entity.FindPrimaryKey()!.Properties.Where(property => property.Name != nameof(ITenantEntity.TenantId) && !property.IsShadowProperty());
            foreach (var property in keys.Concat(byName).Distinct())
            {
                if (Text(property.GetGetter().GetClrValue(row)) is { } value)
                {
                    ids.Add(new SweptId(entity, value, UnknownOf(property.ClrType, value), property.ClrType));
                }
            }
        }

        return ids;
    }

    private static string? Text(object? value) => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);

    /// <summary>Of the same form, since an answer may well tell whether a value is too long.</summary>
    private static string UnknownOf(Type type, string known) =>
        type == typeof(Guid) ? Guid.CreateVersion7().ToString()
        : type == typeof(string) ? string.Concat(known.Select(one => char.IsAsciiLetterLower(one) ? (char)('a' + ((one - 'a' + 1) % 26)) : char.IsAsciiLetterUpper(one) ? (char)('A' + ((one - 'A' + 1) % 26)) : one))
        : "2000000000";

    /// <summary>All rows of the victim, wherever their TenantId says that they are, and rows of others that refer to them.</summary>
    private async Task<Dictionary<string, string>> RowsAsync(SampleTeam team)
    {
        await using var scope = warm.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ModuleDb>().Context;
        var rows = new Dictionary<string, string>();
        foreach (var entity in TenantEntities.OfTeams(scope.ServiceProvider).Where(one => one.BaseType is null && one.FindPrimaryKey() is not null))
        {
            await (Task)typeof(LeakageSweep).GetMethod(nameof(ReadRowsAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(entity.ClrType).Invoke(null, [context, entity, team, rows])!;
        }

        var self = await context.Set<Team>().AsNoTracking().SingleAsync(one => one.Id == team.Id);
        rows["Team"] = $"{self.Slug} {self.Name} {self.State} {self.AccentColor} {self.LogoKey}";
        return rows;
    }

    private static async Task ReadRowsAsync<T>(DbContext context, IEntityType entity, SampleTeam team, Dictionary<string, string> rows)
        where T : class, ITenantEntity
    {
        var secrets = team.Rows.Select(row => context.Model.FindEntityType(row.GetType())).ToHashSet();
        foreach (var row in await context.Set<T>().AsNoTracking().IgnoreQueryFilters().ToListAsync())
        {
            var values = context.Model.FindEntityType(row.GetType())!.GetProperties().Where(property => !property.IsShadowProperty()).ToDictionary(property => property.Name, property => Text(property.GetGetter().GetClrValue(row)));
            var refers = context.Model.FindEntityType(row.GetType())!.GetForeignKeys().Where(key => secrets.Contains(key.PrincipalEntityType))
                .Any(key => key.Properties.All(property => !property.IsShadowProperty()) && team.Rows.Any(victim => key.PrincipalEntityType.ClrType.IsInstanceOfType(victim)
                    && key.Properties.Zip(key.PrincipalKey.Properties).All(pair => values[pair.First.Name] == Text(pair.Second.GetGetter().GetClrValue(victim)))));
            if (row.TenantId == team.Id || refers)
            {
                var id = string.Join('/', entity.FindPrimaryKey()!.Properties.Select(property => values[property.Name]));
                rows[$"{entity.DisplayName()} {id}"] = string.Join('|', values.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}"));
            }
        }
    }

    private static string? Changes(Dictionary<string, string> before, Dictionary<string, string> now)
    {
        string Kind(string row) => row.Split(' ')[0];
        var gone = before.Keys.Except(now.Keys).Select(row => $"deleted another team's row of {Kind(row)}");
        var added = now.Keys.Except(before.Keys).Select(row => $"added a row of {Kind(row)} to another team's");
        var changed = before.Where(row => now.TryGetValue(row.Key, out var value) && value != row.Value).Select(row => $"changed another team's row of {Kind(row.Key)}");
        var all = gone.Concat(added).Concat(changed).Distinct().ToList();
        return all.Count == 0 ? null : string.Join(", ", all);
    }

    private void Search(string endpoint, Answer answer, SampleTeam of, string said = "")
    {
        // Whatever was asked with is no news.
        if (WordsOf(of).FirstOrDefault(word => answer.Whole.Contains(word, StringComparison.OrdinalIgnoreCase) && !said.Contains(word, StringComparison.OrdinalIgnoreCase)) is { } found)
        {
            _leaks.Add(new Leak(endpoint, $"shows another team's data ({Around(answer.Whole, found)})"));
        }
    }

    /// <summary>All by which a team's data is known: the word in its texts, its slug, the ids of its rows.</summary>
    private IReadOnlyList<string> WordsOf(SampleTeam team)
    {
        if (_words.TryGetValue(team, out var known) && known.Rows == team.Rows.Count)
        {
            return known.Words;
        }

        using var scope = warm.Services.CreateScope();
        var model = scope.ServiceProvider.GetRequiredService<ModuleDb>().Context.Model;
        var ids = from row in team.Rows
                  from property in model.FindEntityType(row.GetType())!.FindPrimaryKey()!.Properties
                  where property.ClrType == typeof(Guid) && property.Name != nameof(ITenantEntity.TenantId) && !property.IsShadowProperty()
                  select Text(property.GetGetter().GetClrValue(row))!;
        IReadOnlyList<string> words = [team.Word, team.Slug, team.Id.ToString(), .. ids];
        _words[team] = (team.Rows.Count, words);
        return words;
    }

    private void Add(SweptEndpoint endpoint, string what) => _leaks.Add(new Leak(endpoint.ToString(), what));

    private async Task<Answer> SendAsync(SweptApplication application, SweptRequest request, SampleTeam by, string header)
    {
        _calls++;
        using var client = application.Client();
        using var message = request.Message(_resolution == TeamResolution.Subdomain ? null : header);
        message.Headers.Host = _resolution == TeamResolution.Subdomain ? $"{header}.{_site}" : null;
        message.Headers.Add(UserHeader, by.Owner.ToString());
        using var response = await AnswerOfAsync(client, message);
        var body = await response.Content.ReadAsStringAsync();
        var whole = $"{response.Headers.Location} {body}";
        return new Answer(response.StatusCode, whole, Mask($"{(int)response.StatusCode} {whole}"));
    }

    /// <summary>In process, an exception that nothing handles comes out of the client; others see 500.</summary>
    private static async Task<HttpResponseMessage> AnswerOfAsync(HttpClient client, HttpRequestMessage message)
    {
        try
        {
            return await client.SendAsync(message);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or HttpRequestException))
        {
            return new HttpResponseMessage(HttpStatusCode.InternalServerError) { Content = new StringContent(exception.GetType().Name) };
        }
    }

    /// <summary>The answer without what the request has brought along.</summary>
    private static string Without(Answer answer, SweptRequest request)
    {
        var text = answer.Masked;
        foreach (var said in new[] { request.Path, Uri.UnescapeDataString(request.Path) }.Concat(request.Path.Split('/', '?', '=', '&')).Concat(request.Form?.Values ?? []).Where(said => said.Length > 3))
        {
            text = text.Replace(said, "", StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }

    private static string Around(string text, string word)
    {
        var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
        return text[at..Math.Min(text.Length, at + word.Length + 30)].ReplaceLineEndings(" ");
    }

    private static string Difference(string before, string after)
    {
        var at = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        static string Part(string text, int at) => text[Math.Max(0, at - 10)..Math.Min(text.Length, at + 30)].ReplaceLineEndings(" ");
        return $"\"{Part(before, at)}\" became \"{Part(after, at)}\"";
    }

    /// <summary>Takes out what is new in every answer: tokens, nonces, ids of requests, times.</summary>
    private static string Mask(string text) => Times().Replace(Tokens().Replace(text, "#"), "@");

    [GeneratedRegex("[A-Za-z0-9+/_-]{20,}={0,2}")]
    private static partial Regex Tokens();

    [GeneratedRegex(@"\d{1,2}:\d{2}(:\d{2})?(\.\d+)?Z?")]
    private static partial Regex Times();

    private sealed record Answer(HttpStatusCode Status, string Whole, string Masked);
}
