using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Auth;

/// <summary>Registers a handler of the framework for each provider that has credentials: authorization code with PKCE (S256) and a state that is bound to the browser.</summary>
internal static class ExternalSetup
{
    /// <summary>How long a provider may take to answer; the user waits.</summary>
    private static readonly TimeSpan BackchannelLimit = TimeSpan.FromSeconds(10);

    /// <summary>How long a user may take at the provider.</summary>
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromMinutes(15);

    public static void AddExternalLogin(this WebApplicationBuilder builder)
    {
        // Read now and not later: a handler that lacks its credentials refuses every request, whatever its path.
        var settings = builder.Configuration.GetSection(AuthSettings.Section).Get<AuthSettings>() ?? new AuthSettings();
        var configured = new List<ExternalProvider>();
        foreach (var (provider, idVariable, secretVariable) in ExternalProviders.All(settings))
        {
            if (ExternalProviders.Value(builder.Configuration, idVariable) is { } id && ExternalProviders.Value(builder.Configuration, secretVariable) is { } secret)
            {
                configured.Add(provider);
                builder.Services.AddAuthentication().AddOAuth(provider.Name, provider.DisplayName, options => Configure(options, provider, id, secret, builder));
            }
        }

        builder.Services.AddSingleton(new ExternalProviders(configured));
        builder.Services.AddScoped<SealedCookies>();
        builder.Services.AddScoped<ExternalStart>();
        builder.Services.AddScoped<ExternalCallback>();
        builder.Services.AddScoped<ExternalSignIn>();
        builder.Services.AddScoped<ExternalSignUp>();
        builder.Services.AddScoped<ExternalLogins>();
        builder.Services.AddScoped<ExternalLoginRows>();
        builder.Services.AddScoped<WaysToSignIn>();
    }

    private static void Configure(OAuthOptions options, ExternalProvider provider, string id, string secret, WebApplicationBuilder builder)
    {
        (options.ClientId, options.ClientSecret) = (id, secret);
        (options.AuthorizationEndpoint, options.TokenEndpoint, options.UserInformationEndpoint) = (provider.AuthorizationEndpoint, provider.TokenEndpoint, provider.UserEndpoint);
        options.CallbackPath = provider.CallbackPath;
        options.SignInScheme = SessionCookie.Scheme; // Asked for; the callback makes the session itself.
        options.UsePkce = true;
        options.SaveTokens = false; // They are needed once, for asking who it is.
        options.BackchannelTimeout = BackchannelLimit;
        options.RemoteAuthenticationTimeout = AttemptLimit;
        options.Scope.Clear();
        foreach (var scope in provider.Scopes)
        {
            options.Scope.Add(scope);
        }

        AuthCookies.Harden(options.CorrelationCookie, "auth-external-", builder.Environment);
        options.Events = new OAuthEvents
        {
            OnRedirectToAuthorizationEndpoint = ExternalStart.KeepAddress,
            OnCreatingTicket = ReadUserAsync,
            OnTicketReceived = context => context.HttpContext.RequestServices.GetRequiredService<ExternalCallback>().FinishAsync(context),
            OnRemoteFailure = context => context.HttpContext.RequestServices.GetRequiredService<ExternalCallback>().FailAsync(context),
        };
    }

    private static async Task ReadUserAsync(OAuthCreatingTicketContext context)
    {
        var (name, endpoint) = (context.Scheme.Name, context.Options.UserInformationEndpoint);
        using var user = await GetAsync(context, endpoint);
        if (name == ExternalProviders.GitHub)
        {
            using var emails = await GetAsync(context, $"{endpoint}/emails");
            context.Identity!.AddClaims(ExternalIdentity.FromGitHub(name, user.RootElement, emails.RootElement).ToClaims());
        }
        else
        {
            context.Identity!.AddClaims(ExternalIdentity.FromUserInfo(name, user.RootElement).ToClaims());
        }
    }

    private static async Task<JsonDocument> GetAsync(OAuthCreatingTicketContext context, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", context.AccessToken);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.UserAgent.ParseAdd("QuickScale"); // GitHub answers nobody without a name.
        using var response = await context.Backchannel.SendAsync(request, context.HttpContext.RequestAborted);
        response.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(context.HttpContext.RequestAborted));
    }
}
