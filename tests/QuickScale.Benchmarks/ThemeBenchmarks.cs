using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace QuickScale.Benchmarks;

/// <summary>
/// What a theme is like for visitors and for who builds it: Lighthouse (simulated mobile, the median of five) on the home page, the
/// pricing page, the login and the signed-in start page of a site that sells plans, published, in Production and over https; the script
/// of a visit; and a build with nothing to do.
/// </summary>
internal static partial class ThemeBenchmarks
{
    private const int Rounds = 5;
    private const string Email = "ann@example.com";
    private const string Password = "a quiet river bends";
    private const string Host = "bench.example";

    private static readonly string[] Themes = ["html", "htmx", "react"];
    private static readonly string[] Pages = ["/", "/pricing", "/auth/login", "/start"];
    private static readonly string[] Categories = ["performance", "accessibility", "best-practices", "seo"];

    private static string Folder => Repository.PathOf("tests", "QuickScale.Benchmarks");

    public static async Task<IReadOnlyList<string>> RunAsync(Workshop workshop, int pairs)
    {
        await Workshop.RunAsync("npm", ["ci", "--no-audit", "--no-fund"], Folder, TimeSpan.FromMinutes(8));
        var rows = new List<string>();
        var projects = new Dictionary<string, string>();
        foreach (var theme in Themes)
        {
            var (project, output, environment) = await PublishedSite.MakeAsync(workshop, theme, "billing");
            projects[theme] = project;
            rows.AddRange(await VisitAsync(workshop, theme, output, environment));
        }

        foreach (var theme in Themes.Where(theme => theme != "html"))
        {
            rows.Add((await NothingToBuildAsync(projects[theme], projects["html"], theme, pairs)).ToMarkdownRow());
        }

        return rows;
    }

    private static async Task<IReadOnlyList<string>> VisitAsync(Workshop workshop, string theme, string output, Dictionary<string, string?> environment)
    {
        var certificate = Path.Combine(workshop.NewFolder() + ".pfx");
        await File.WriteAllBytesAsync(certificate, Certificate());
        var port = Loopback.FreePort();
        var site = string.Create(CultureInfo.InvariantCulture, $"https://{Host}:{port}");
        environment["App__BaseUrl"] = site;
        environment["Kestrel__Endpoints__Https__Url"] = string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{port}");
        environment["Kestrel__Endpoints__Https__Certificate__Path"] = certificate;
        await using var server = TestProcess.Start("dotnet", [Path.Combine(output, "Bench.dll")], output, environment);
        await server.WaitForTextAsync(Listening(), TimeSpan.FromMinutes(1));

        using var client = Client(port, out var cookies);
        client.BaseAddress = new Uri(site);
        await SignInAsync(client);
        var session = cookies.GetCookieHeader(new Uri(site));

        var rows = new List<string>();
        foreach (var page in Pages)
        {
            var scores = Categories.ToDictionary(category => category, _ => new List<double>());
            JsonNode report = new JsonObject();
            for (var round = 0; round < Rounds; round++)
            {
                report = await LighthouseAsync(workshop, site + page, page == "/start" ? session : null);
                foreach (var category in Categories)
                {
                    scores[category].Add(100 * report["categories"]![category]!["score"]!.GetValue<double>());
                }
            }

            foreach (var category in Categories)
            {
                var goal = GoalOf(theme, page, category);
                var verdict = goal is null ? "" : Statistics.Median(scores[category]) >= goal ? "reached" : "missed";
                if (verdict == "missed")
                {
                    await Console.Error.WriteLineAsync($"{theme} {page} {category}: {string.Join(", ", Imperfect(report, category))}");
                }

                rows.Add(string.Create(CultureInfo.InvariantCulture, $"| Lighthouse, {theme}, `{page}`: {category} | {Statistics.Summary(scores[category])} | | {Rounds} | | {(goal is null ? "" : $"≥ {goal}")} | {verdict} |"));
            }
        }

        // By somebody who is signed in, and sees how many notifications are new.
        foreach (var page in Pages)
        {
            var kilobytes = await FirstScriptAsync(client, page);
            var limit = theme switch { "html" => page == "/auth/login" ? 5 : 2, "htmx" => 45, _ => 130 };
            rows.Add(string.Create(CultureInfo.InvariantCulture, $"| script of a visit, {theme}, `{page}`, compressed | {kilobytes:0.0} kB | | 1 | | ≤ {limit} kB | {(kilobytes <= limit ? "reached" : "missed")} |"));
        }

        return rows;
    }

    /// <summary>The audits that cost a category its points, with their scores.</summary>
    private static IEnumerable<string> Imperfect(JsonNode report, string category) => report["categories"]![category]!["auditRefs"]!.AsArray()
        .Where(audit => audit!["weight"]!.GetValue<double>() > 0)
        .Select(audit => report["audits"]![audit!["id"]!.GetValue<string>()]!)
        .Where(audit => audit["score"]?.GetValue<double>() < 1)
        .Select(audit => $"{audit["id"]} {audit["score"]} {audit["displayValue"]}");

    private static int? GoalOf(string theme, string page, string category) => category switch
    {
        "performance" => theme == "react" ? 90 : 95,
        "accessibility" => 100,
        "best-practices" => 95,
        // The other pages are no search engine's business, and say so.
        _ => page is "/" or "/pricing" ? 95 : null,
    };

    private static async Task<JsonNode> LighthouseAsync(Workshop workshop, string url, string? cookies)
    {
        var report = workshop.NewFolder() + ".json";
        var flags = $"--headless --no-sandbox --disable-gpu --disable-background-networking --ignore-certificate-errors --host-resolver-rules=\"MAP {Host} 127.0.0.1\"";
        string[] session = cookies is null ? [] : [$"--extra-headers={JsonSerializer.Serialize(new Dictionary<string, string> { ["Cookie"] = cookies })}"];
        string[] arguments =
        [
            Path.Combine(Folder, "node_modules", "lighthouse", "cli", "index.js"), url, "--quiet", "--output", "json", "--output-path", report,
            "--only-categories", string.Join(',', Categories), $"--chrome-flags={flags}", .. session,
        ];
        // The shell alone where there is one: the whole browser has processes of its own, which take the page's time on two cores.
        string[] browsers = [Environment.GetEnvironmentVariable("BROWSER_PATH") ?? "", "/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];
        var environment = new Dictionary<string, string?> { ["CHROME_PATH"] = browsers.FirstOrDefault(File.Exists) };
        for (var attempt = 1; ; attempt++)
        {
            var run = await TestProcess.RunAsync("node", arguments, Folder, environment, TimeSpan.FromMinutes(3));
            // The browser now and then records nothing, and Lighthouse asks for another run.
            if (run.ExitCode == 0)
                break;
            if (attempt == 5)
                run.ShouldSucceed();
            await Console.Error.WriteLineAsync($"once more: {run.Text.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase))}");
        }

        return JsonNode.Parse(await File.ReadAllTextAsync(report))!;
    }

    /// <summary>The scripts that the page's HTML asks for, as they are sent; those that they load in turn are for later.</summary>
    private static async Task<double> FirstScriptAsync(HttpClient client, string page)
    {
        var html = await client.GetStringAsync(page);
        var bytes = 0L;
        foreach (var script in Script().Matches(html).Select(match => match.Groups["path"].Value).Distinct())
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, script);
            request.Headers.AcceptEncoding.ParseAdd("br");
            using var answer = await client.SendAsync(request);
            answer.EnsureSuccessStatusCode();
            bytes += (await answer.Content.ReadAsByteArrayAsync()).Length;
        }

        return bytes / 1000.0;
    }

    /// <summary>A build of the web project right after a build.</summary>
    private static async Task<Comparison> NothingToBuildAsync(string ours, string html, string theme, int pairs)
    {
        static Task<double> Build(string project) => Workshop.RunAsync("dotnet", ["build", "src/Bench", "--no-restore"], project, TimeSpan.FromMinutes(8));
        foreach (var project in new[] { ours, html })
        {
            await Workshop.RunAsync("dotnet", ["build", "src/Bench"], project, TimeSpan.FromMinutes(8));
            await Build(project);
        }

        return await Comparison.TakeAsync($"a build with nothing to do: {theme} / html", "s", pairs, () => Build(ours), () => Build(html), Goal.AtMost(2));
    }

    /// <summary>By the endpoints that all themes have.</summary>
    private static async Task SignInAsync(HttpClient client)
    {
        foreach (var path in new[] { "/api/auth/sign-up", "/api/auth/login" })
        {
            var token = (await client.GetFromJsonAsync<JsonNode>("/api/antiforgery"))!;
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(new { email = Email, password = Password }) };
            request.Headers.Add(token["header"]!.GetValue<string>(), token["token"]!.GetValue<string>());
            using var answer = await client.SendAsync(request);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Reaches the site by its name, which no name server knows, and trusts the certificate that was just made.</summary>
    private static HttpClient Client(int port, out CookieContainer cookies)
    {
        cookies = new CookieContainer();
        var handler = new SocketsHttpHandler
        {
            CookieContainer = cookies,
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == $"CN={Host}";
        return new HttpClient(handler);
    }

    private static byte[] Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Host);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.Export(X509ContentType.Pfx);
    }

    [GeneratedRegex("Now listening on: ?https://|\"https://127")]
    private static partial Regex Listening();

    [GeneratedRegex("<(script|link rel=\"modulepreload\")[^>]*(src|href)=\"(?<path>/[^\"]+\\.js)\"")]
    private static partial Regex Script();
}
