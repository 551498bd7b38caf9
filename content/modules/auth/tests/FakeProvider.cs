using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace QuickScale.Modules.Auth.Tests;

/// <summary>
/// A provider on loopback that keeps to the published contracts and refuses what a real one refuses: RFC 6749 (4.1), RFC 7636 with
/// S256, OpenID Connect's user-info answer for Google and Microsoft, and GitHub's <c>/user</c> and <c>/user/emails</c>.
/// </summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    public const string ClientId = "the-client";
    public const string ClientSecret = "the-secret";

    public static readonly string[] Names = ["google", "github", "microsoft"];

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Grant> _codes = new();
    private readonly ConcurrentDictionary<string, object> _tokens = new();
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };

    private FakeProvider(WebApplication app) => _app = app;

    /// <summary>What was refused at the token endpoint so far, and why.</summary>
    public ConcurrentQueue<string> Refused { get; } = new();

    public string Address => _app.Urls.Single();

    public static async Task<FakeProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var provider = new FakeProvider(app);
        app.MapPost("/token", provider.TokenAsync);
        app.MapGet("/userinfo", provider.User);
        app.MapGet("/user", provider.User);
        app.MapGet("/user/emails", provider.Emails);
        await app.StartAsync();
        return provider;
    }

    /// <summary>Credentials for all three providers.</summary>
    public static Dictionary<string, string?> Settings(params (string Option, string Value)[] options)
    {
        var settings = new Dictionary<string, string?>();
        foreach (var name in Names.Select(name => name.ToUpperInvariant()))
        {
            (settings[$"{name}_CLIENT_ID"], settings[$"{name}_CLIENT_SECRET"]) = (ClientId, ClientSecret);
        }

        foreach (var (option, value) in options)
        {
            settings[$"Modules:auth:{option}"] = value;
        }

        return settings;
    }

    /// <summary>Puts this server in the place of the real ones; the address of the authorization page stays, so that it can be looked at.</summary>
    public void Replace(IServiceCollection services)
    {
        foreach (var name in Names)
        {
            services.PostConfigure<OAuthOptions>(name, options =>
            {
                options.TokenEndpoint = $"{Address}/token";
                options.UserInformationEndpoint = name == "github" ? $"{Address}/user" : $"{Address}/userinfo";
            });
        }
    }

    /// <summary>The authorization page, seen by somebody who is logged in there and agrees: checks the request and gives the address that it sends the browser back to.</summary>
    /// <param name="account">Google's or Microsoft's user-info answer, or GitHub's user and list of addresses.</param>
    public string Authorize(Uri address, object account)
    {
        var query = QueryHelpers.ParseQuery(address.Query);
        query["response_type"].ToString().ShouldBe("code");
        query["client_id"].ToString().ShouldBe(ClientId);
        query["code_challenge_method"].ToString().ShouldBe("S256");
        query["code_challenge"].ToString().Length.ShouldBe(43); // SHA-256 in base64url (RFC 7636, 4.2)
        query["state"].ToString().Length.ShouldBeGreaterThan(40);
        query.ShouldNotContainKey("client_secret");
        var redirect = query["redirect_uri"].ToString();
        // As registered, character by character (RFC 6749, 3.1.2.3).
        Names.Select(name => $"https://localhost/auth/external/{name}/callback").ShouldContain(redirect);
        var code = Convert.ToHexString(RandomNumberGenerator.GetBytes(20));
        _codes[code] = new Grant(redirect, query["code_challenge"].ToString(), account);
        return QueryHelpers.AddQueryString(new Uri(redirect).AbsolutePath, new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"] });
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        // Whatever comes of it, the code is used up.
        var problem = !_codes.TryRemove(form["code"].ToString(), out var grant) ? "the code is unknown or was used"
            : form["grant_type"] != "authorization_code" ? "not this grant"
            : form["client_id"] != ClientId || form["client_secret"] != ClientSecret ? "not this client"
            : form["redirect_uri"] != grant.RedirectUri ? "another redirect_uri"
            : WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != grant.Challenge ? "the verifier does not fit"
            : null;
        if (problem is not null)
        {
            Refused.Enqueue(problem);
            return Results.Json(new { error = "invalid_grant" }, statusCode: StatusCodes.Status400BadRequest);
        }

        var token = Convert.ToHexString(RandomNumberGenerator.GetBytes(20));
        _tokens[token] = grant!.Account;
        return Results.Json(new { access_token = token, token_type = "Bearer", expires_in = 3600 });
    }

    private IResult User(HttpRequest request) =>
        request.Headers.UserAgent.Count == 0 ? Results.StatusCode(StatusCodes.Status403Forbidden)
        : AccountOf(request) switch
        {
            null => Results.Unauthorized(),
            GitHubAccount gitHub => Results.Json(new { id = gitHub.Id, login = gitHub.Login, name = (string?)null, email = gitHub.PublicEmail }),
            var account => Results.Json(account),
        };

    private IResult Emails(HttpRequest request) => AccountOf(request) is GitHubAccount account ? Results.Json(account.Emails) : Results.Unauthorized();

    private object? AccountOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var token] && _tokens.TryGetValue(token, out var account) ? account : null;

    private sealed record Grant(string RedirectUri, string Challenge, object Account);
}

internal sealed record GitHubAccount(long Id, string Login, string? PublicEmail, params GitHubEmail[] Emails);

#pragma warning disable IDE1006 // As GitHub writes them.
internal sealed record GitHubEmail(string email, bool primary, bool verified);

/// <summary>The user-info answer of OpenID Connect; what is null is not stated.</summary>
internal sealed record UserInfo(string sub, string? email, [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] bool? email_verified, string name = "Ann Example");
#pragma warning restore IDE1006
