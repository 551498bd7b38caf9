using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace QsApp.Hosting;

/// <summary>The section <c>Proxy</c>: whose word about the client's address and scheme is taken.</summary>
public sealed class ProxySettings
{
    /// <summary>
    /// Trusts whoever connects. Only for platforms whose proxy has no fixed address (Railway, Fly), where nobody can reach the
    /// application past that proxy.
    /// </summary>
    public bool TrustPlatform { get; set; }

    /// <summary>Addresses of proxies, separated by commas or semicolons.</summary>
    public string KnownProxies { get; set; } = "";

    /// <summary>Networks of proxies in CIDR notation, such as 10.0.0.0/8, separated by commas or semicolons.</summary>
    public string KnownNetworks { get; set; } = "";

    /// <summary>How many proxies stand in front, one behind the other; each adds one entry to X-Forwarded-For.</summary>
    public int Hops { get; set; } = 1;
}

/// <summary>Forwarded headers from trusted proxies, and https for everybody.</summary>
public static partial class Proxies
{
    public static void AddProxies(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<ProxySettings>().BindConfiguration("Proxy")
            .Validate(proxy => Split(proxy.KnownProxies).All(address => IPAddress.TryParse(address, out _)),
                "Set Proxy__KnownProxies to IP addresses, separated by commas.")
            .Validate(proxy => Split(proxy.KnownNetworks).All(network => System.Net.IPNetwork.TryParse(network, out _)),
                "Set Proxy__KnownNetworks to networks such as 10.0.0.0/8, separated by commas.")
            .Validate(proxy => proxy.Hops is >= 1 and <= 10, "Set Proxy__Hops to the number of proxies in front of the application, 1 to 10.")
            .ValidateOnStart();
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxySettings>>((forwarded, proxy) => Trust(forwarded, proxy.Value));
    }

    private static void Trust(ForwardedHeadersOptions forwarded, ProxySettings proxy)
    {
        // The host is not taken from a proxy: it keeps the one that the client asked for, and AllowedHosts has the last word.
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        forwarded.ForwardLimit = proxy.Hops;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        if (proxy.TrustPlatform)
        {
            return; // Two empty lists: the framework then trusts the immediate peer, whoever it is.
        }

        foreach (var address in Split(proxy.KnownProxies))
        {
            forwarded.KnownProxies.Add(IPAddress.Parse(address));
        }

        foreach (var network in Split(proxy.KnownNetworks))
        {
            forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        }

        if (forwarded.KnownProxies.Count == 0 && forwarded.KnownIPNetworks.Count == 0)
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.None;
        }
    }

    private static string[] Split(string list) => list.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Sends http to https in every deployed environment; health endpoints are exempt, since probes speak plain http.</summary>
    public static void UseHttpsOnly(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (!app.Environment.IsDeployed())
        {
            return;
        }

        var warned = 0;
        var port = new Uri(app.Services.GetRequiredService<IOptions<AppSettings>>().Value.BaseUrl).Port;
        app.Use((context, next) =>
        {
            if (context.Request.IsHttps || Health.IsProbe(context) || context.IsErrorPage())
            {
                return next(context);
            }

            var isUnknown = IsFromUnknownProxy(context.Request.Headers);
            if (isUnknown || LacksScheme(context.Request.Headers))
            {
                // A redirect would come back through the same proxy as http, for ever.
                if (Interlocked.Exchange(ref warned, 1) == 0)
                {
                    if (isUnknown)
                    {
                        LogUnknownProxy(app.Logger, context.Connection.RemoteIpAddress);
                    }
                    else
                    {
                        LogNoScheme(app.Logger);
                    }
                }

                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return Task.CompletedTask;
            }

            var request = context.Request;
            var host = port == 443 ? new HostString(request.Host.Host) : new HostString(request.Host.Host, port);
            context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
            context.Response.Headers.Location = $"https://{host}{request.PathBase}{request.Path}{request.QueryString}";
            return Task.CompletedTask;
        });
    }

    /// <summary>The framework moves the headers of a trusted proxy to X-Original-…; what it did not trust stays where it was.</summary>
    private static bool IsFromUnknownProxy(IHeaderDictionary headers) =>
        (headers.ContainsKey("X-Forwarded-Proto") || headers.ContainsKey("X-Forwarded-For"))
        && !headers.ContainsKey("X-Original-Proto") && !headers.ContainsKey("X-Original-For");

    /// <summary>A trusted proxy told the client's address and not whether the client used https.</summary>
    private static bool LacksScheme(IHeaderDictionary headers) => headers.ContainsKey("X-Original-For") && !headers.ContainsKey("X-Original-Proto");

    [LoggerMessage(Level = LogLevel.Error, Message =
        "The proxy sends X-Forwarded-For without X-Forwarded-Proto, so its requests are refused: let it send X-Forwarded-Proto, with http or https as its client used it")]
    private static partial void LogNoScheme(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message =
        "The proxy {Peer} is not trusted, so its requests are refused: set Proxy__TrustPlatform=true where only the platform's proxy can reach the application, or Proxy__KnownProxies or Proxy__KnownNetworks to the proxy's address")]
    private static partial void LogUnknownProxy(ILogger logger, IPAddress? peer);
}
