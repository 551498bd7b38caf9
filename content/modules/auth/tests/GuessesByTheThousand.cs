using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

/// <summary>
/// An attack for twelve minutes, from many client addresses on a few accounts and from one address on very many: 500 guesses, or as many
/// times that as QUICKSCALE_TEST_ROUNDS says. QUICKSCALE_TEST_SEED repeats a run. Passwords are hashed as in production. It runs alone,
/// since it looks at the memory of the whole process.
/// </summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
[NonParallelizable]
public class GuessesByTheThousand(DatabaseKind kind)
{
    private const int AtOnce = 4;
    private const string Sprayer = "198.51.100.1";

    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(12);
    private static readonly int Rounds = Number("QUICKSCALE_TEST_ROUNDS") ?? 1;
    private static readonly int Seed = Number("QUICKSCALE_TEST_SEED") ?? Environment.TickCount;

    private readonly CountingHasher _hasher = new(rounds: 210_000);
    private readonly List<Guess> _guesses = [];
    private readonly Random _chance = new(Seed);
    private TestHost _host = null!;
    private Browser _attacker = null!;
    private JsonObject _token = null!;
    private int _drawn;
    private int _rightOnes;
    private int _ownersLogins;

    [OneTimeSetUp]
    public async Task Start() => _host = await TestHost.StartAsync(kind, services: services => services.AddSingleton<IPasswordHasher<User>>(_hasher));

    [OneTimeTearDown]
    public async Task Stop()
    {
        _attacker.Dispose();
        await _host.DisposeAsync();
    }

    [Test]
    public async Task A9_They_are_refused_before_any_work_while_the_owners_get_in()
    {
        string[] known = [await _host.AccountAsync(), await _host.AccountAsync(), await _host.AccountAsync()];
        // At the same address as the attacker, as behind one router.
        var owners = new List<(string Email, Browser Browser)>();
        foreach (var email in known)
        {
            owners.Add((email, await _host.SignedInAsync(email, Sprayer)));
        }

        _attacker = _host.Browser();
        _token = (await (await _attacker.ApiAsync(HttpMethod.Get, "/antiforgery")).Content.ReadFromJsonAsync<JsonObject>())!;
        var (work, counters, memory) = (_hasher.Verified, await CountersAsync(), GC.GetTotalMemory(forceFullCollection: true));

        await AttackAsync(known, owners);

        var (reached, refused) = (Of(HttpStatusCode.Unauthorized), Of(HttpStatusCode.TooManyRequests));
        memory = GC.GetTotalMemory(forceFullCollection: true) - memory;
        await TestContext.Out.WriteLineAsync(
            $"seed {Seed}: {_guesses.Count} guesses, {reached.Count} compared, {refused.Count} refused, {_rightOnes} right passwords refused, {_ownersLogins} logins of owners, {memory / 1024} KiB more");
        (reached.Count + refused.Count).ShouldBe(_guesses.Count);
        _rightOnes.ShouldBeGreaterThan(10);
        (_hasher.Verified - work).ShouldBe(reached.Count + _ownersLogins, "nothing that was refused costs a hash");
        ShouldKeepTheLimits(reached);

        // A row for each failure that was compared and for each subject that was counted, and none for the rest.
        (await _host.InDatabaseAsync(context => context.Set<SecurityEvent>().CountAsync(one => one.Type == SecurityEventTypes.SignInFailed))).ShouldBe(reached.Count);
        (await CountersAsync() - counters).ShouldBeLessThanOrEqualTo(reached.Select(guess => guess.Email).Union(known).Count() + _guesses.Select(guess => guess.Client).Distinct().Count() + owners.Count);
        memory.ShouldBeLessThan(16 * 1024 * 1024);
        await ShouldBeForgottenAsync(known);
        owners.ForEach(owner => owner.Browser.Dispose());
    }

    private async Task AttackAsync(string[] known, List<(string Email, Browser Browser)> owners)
    {
        string[] targets = [.. known, "nobody-1@example.com", "nobody-2@example.com", "nobody-3@example.com"];
        var (count, clients) = (500 * Rounds, 40 * Rounds);
        for (var step = 0; _guesses.Count < count; step++)
        {
            var guesses = Enumerable.Range(0, AtOnce - 1).Select(_ => Draw(targets, clients)).ToList();
            _guesses.AddRange(await Task.WhenAll(guesses.Select(guess => TryAsync(guess, "a wrong guess"))));

            // Alone, so that nothing else moves a counter: who was refused is refused with the right password as well.
            var alone = await TryAsync(Draw(known, clients), "a wrong guess");
            _guesses.Add(alone);
            if (alone.Status == HttpStatusCode.TooManyRequests)
            {
                (await TryAsync(alone, TestHost.Password)).Status.ShouldBe(HttpStatusCode.TooManyRequests, $"seed {Seed}, guess {_guesses.Count}");
                _rightOnes++;
            }

            if (step % (count / AtOnce / 8) == 0)
            {
                var (email, browser) = owners[_ownersLogins % owners.Count];
                (await browser.PostAsync(AuthPaths.Logout, [])).Dispose();
                (await browser.LoginAsync(email, TestHost.Password)).StatusCode.ShouldBe(HttpStatusCode.Redirect, $"seed {Seed}, guess {_guesses.Count}");
                _ownersLogins++;
            }

            _host.Clock.Advance(Duration / (count / AtOnce));
        }
    }

    /// <summary>Every third guess tries one address after the other from the same client: too many for each of its windows.</summary>
    private Guess Draw(string[] targets, int clients)
    {
        if (_drawn++ % 3 == 0)
        {
            return new Guess(Sprayer, $"somebody-{_chance.Next()}@example.com", 0);
        }

        var client = _chance.Next(clients);
        return new Guess($"203.0.{client / 250}.{client % 250 + 1}", targets[_chance.Next(targets.Length)], 0);
    }

    private async Task<Guess> TryAsync(Guess guess, string password)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/login") { Content = JsonContent.Create(new { email = guess.Email, password }) };
        request.Headers.Add((string)_token["header"]!, (string)_token["token"]!);
        request.Headers.Add(TestHost.ClientAddress, guess.Client);
        using var answer = await _attacker.SendAsync(request);
        return guess with { Status = answer.StatusCode };
    }

    /// <summary>Windows are at least as long as their rule says, so no more than this many have begun.</summary>
    private static void ShouldKeepTheLimits(IReadOnlyList<Guess> reached)
    {
        static int Most(ThrottleRule rule) => rule.Limit * (1 + (int)(Duration / rule.Window));
        var (ofAccount, ofClient) = (Most(ThrottleRule.Account), Most(ThrottleRule.Client));
        reached.GroupBy(guess => guess.Email).ShouldAllBe(account => account.Count() <= ofAccount);
        reached.GroupBy(guess => guess.Client).ShouldAllBe(client => client.Count() <= ofClient);
        // The sprayer exceeds each of its windows, so they double: 1, 2, 4 and 8 minutes.
        reached.Count(guess => guess.Client == Sprayer).ShouldBeLessThanOrEqualTo(4 * ThrottleRule.Client.Limit);
    }

    private async Task ShouldBeForgottenAsync(string[] known)
    {
        _host.Clock.Advance(TimeSpan.FromDays(3));
        await _host.Services.GetRequiredService<Housekeeping>().CleanAsync(CancellationToken.None);

        (await CountersAsync()).ShouldBe(0);
        foreach (var email in known)
        {
            using var anywhere = await _host.SignedInAsync(email);
        }
    }

    private List<Guess> Of(HttpStatusCode status) => [.. _guesses.Where(guess => guess.Status == status)];

    private Task<int> CountersAsync() => _host.InDatabaseAsync(context => context.Set<ThrottleCounter>().CountAsync());

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private sealed record Guess(string Client, string Email, HttpStatusCode Status);
}
