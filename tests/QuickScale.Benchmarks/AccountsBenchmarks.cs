using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace QuickScale.Benchmarks;

/// <summary>
/// What the module auth costs, in a generated project with it, published and in Production: a page with a session against the same page
/// without one, a login against the password hash by itself, and addresses with an account against addresses without one.
/// </summary>
internal sealed class AccountsBenchmarks : IDisposable
{
    private const string Password = "a quiet river bends";
    private const string Guess = "a wrong guess of some length";

    /// <summary>Of PBKDF2, as the module has it.</summary>
    private const int HashRounds = 210_000;

    /// <summary>Guesses that an account takes within five minutes.</summary>
    private const int GuessesAnAccount = 5;

    private readonly string _address;
    private readonly int _pairs;
    private readonly Visitor _stranger;
    private int _clients;

    private AccountsBenchmarks(string address, int pairs) => (_address, _pairs, _stranger) = (address, pairs, new Visitor(address));

    public static async Task<IReadOnlyList<Comparison>> RunAsync(Workshop workshop, int pairs)
    {
        var (_, output, environment) = await PublishedSite.MakeAsync(workshop, "html");
        environment["AllowedHosts"] = "127.0.0.1";
        environment["App__BaseUrl"] = "https://bench.example";
        environment["Proxy__KnownProxies"] = "127.0.0.1";
        var address = Workshop.FreeAddress();
        await using var server = TestProcess.Start("dotnet", [Path.Combine(output, "Bench.dll"), "--urls", address], output, environment);
        await Workshop.WaitForPageAsync(server, address, behindProxy: true);
        using var benchmarks = new AccountsBenchmarks(address, pairs);
        await benchmarks.SignUpAsync("ann@example.com");
        return [await benchmarks.PageAsync(), await benchmarks.LoginAsync(), .. await benchmarks.StrangersAsync()];
    }

    public void Dispose() => _stranger.Dispose();

    private async Task<Comparison> PageAsync()
    {
        using var visitor = new Visitor(_address);
        (await visitor.SubmitAsync("/auth/login", ("email", "ann@example.com"), ("password", Password))).Dispose();
        using (var account = await visitor.GetAsync("/account"))
        {
            account.EnsureSuccessStatusCode();
        }

        var url = _address + "/";
        // The first run of each side is warm-up: the run-time still recompiles what is hot.
        await Load.RunAsync(url, visitor.CookieHeader);
        await Load.RunAsync(url);
        return await Comparison.TakeAsync(
            "requests/s of the home page: with a session / without", "1/s", _pairs,
            async () => (await Load.RunAsync(url, visitor.CookieHeader)).Rate, async () => (await Load.RunAsync(url)).Rate, Goal.AtLeast(0.7));
    }

    private async Task<Comparison> LoginAsync()
    {
        using var visitor = new Visitor(_address);
        var form = await visitor.FormAsync("/auth/login");
        (form["email"], form["password"]) = ("ann@example.com", Password);
        var hasher = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = HashRounds }));
        var hash = hasher.HashPassword(this, Password);

        // In one browser, which forgets its session each time.
        async Task<double> Login()
        {
            var milliseconds = await TimeAsync(visitor, "/auth/login", form, HttpStatusCode.Redirect);
            return visitor.Cookies.Remove("__Host-bench-session") ? milliseconds : throw new InvalidOperationException("The login made no session.");
        }

        Task<double> Hash()
        {
            var clock = Stopwatch.StartNew();
            hasher.VerifyHashedPassword(this, hash, Password);
            return Task.FromResult(clock.Elapsed.TotalMilliseconds);
        }

        await Login();
        await Hash();
        return await Comparison.TakeAsync("a login / the password hash by itself", "ms", Math.Max(_pairs, 50), Login, Hash, Goal.AtMost(1.1));
    }

    /// <summary>In turn, each from a client address of its own, and no address more often than the limits let it through.</summary>
    private async Task<IReadOnlyList<Comparison>> StrangersAsync()
    {
        var attempts = Math.Max(_pairs, 50);
        for (var number = 0; number <= attempts; number++)
        {
            await SignUpAsync(Known(number));
        }

        return
        [
            await CompareAsync("login with a wrong password", "/auth/login", attempts, HttpStatusCode.BadRequest, repeats: GuessesAnAccount),
            await CompareAsync("forgotten password", "/auth/forgot-password", attempts, HttpStatusCode.OK, repeats: 1),
            await CompareAsync("sign-up", "/auth/sign-up", attempts, HttpStatusCode.Redirect, repeats: 1),
        ];
    }

    private async Task<Comparison> CompareAsync(string what, string path, int attempts, HttpStatusCode expected, int repeats)
    {
        var form = await _stranger.FormAsync(path);
        form["password"] = Guess;
        var (known, unknown) = (0, 0);
        Task<double> Attempt(string email)
        {
            form["email"] = email;
            return TimeAsync(_stranger, path, form, expected);
        }

        Task<double> OfKnown() => Attempt(Known(known++ / repeats));
        Task<double> OfUnknown() => Attempt(string.Create(CultureInfo.InvariantCulture, $"nobody-{unknown++ / repeats}{path.Replace('/', '-')}@example.com"));
        await OfKnown();
        await OfUnknown();
        return await Comparison.TakeAsync($"{what}: address with an account / without", "ms", attempts, OfKnown, OfUnknown);
    }

    private async Task SignUpAsync(string email)
    {
        _stranger.Client = NextClient();
        using var answer = await _stranger.SubmitAsync("/auth/sign-up", ("email", email), ("password", Password));
        if (answer.StatusCode != HttpStatusCode.Redirect)
        {
            throw new InvalidOperationException($"The sign-up of {email} answered {answer.StatusCode}.");
        }
    }

    private async Task<double> TimeAsync(Visitor visitor, string path, Dictionary<string, string> form, HttpStatusCode expected)
    {
        visitor.Client = NextClient();
        var clock = Stopwatch.StartNew();
        using var answer = await visitor.PostAsync(path, form);
        var milliseconds = clock.Elapsed.TotalMilliseconds;
        return answer.StatusCode == expected ? milliseconds : throw new InvalidOperationException($"{path} answered {answer.StatusCode}, not {expected}.");
    }

    private static string Known(int number) => string.Create(CultureInfo.InvariantCulture, $"known-{number}@example.com");

    private string NextClient() => string.Create(CultureInfo.InvariantCulture, $"10.{++_clients >> 16 & 255}.{_clients >> 8 & 255}.{_clients & 255}");
}
