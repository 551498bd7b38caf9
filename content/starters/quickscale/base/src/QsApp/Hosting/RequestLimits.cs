using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace QsApp.Hosting;

/// <summary>The section <c>Limits</c>: how large a request may be and how long it may take.</summary>
public sealed class LimitSettings
{
    /// <summary>The largest request body; an endpoint that takes larger files says so itself (RequestSizeLimit).</summary>
    public long RequestBodyBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>After so many seconds a request is given up with status 504.</summary>
    public int RequestSeconds { get; set; } = 30;
}

public static class RequestLimits
{
    public static void AddRequestLimits(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<LimitSettings>().BindConfiguration("Limits")
            .Validate(limits => limits.RequestBodyBytes > 0, "Set Limits__RequestBodyBytes to 1 or more.")
            .Validate(limits => limits.RequestSeconds is > 0 and <= 3600, "Set Limits__RequestSeconds to a number from 1 to 3600.")
            .ValidateOnStart();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<LimitSettings>>((kestrel, limits) =>
        {
            kestrel.Limits.MaxRequestBodySize = limits.Value.RequestBodyBytes;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(75); // Above the 60 s after which most proxies drop an idle connection.
        });
        builder.Services.AddOptions<FormOptions>().Configure<IOptions<LimitSettings>>((form, limits) =>
            form.MultipartBodyLengthLimit = limits.Value.RequestBodyBytes);
        builder.Services.AddRequestTimeouts();
        builder.Services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<LimitSettings>>((timeouts, limits) =>
            timeouts.DefaultPolicy = new RequestTimeoutPolicy
            {
                Timeout = TimeSpan.FromSeconds(limits.Value.RequestSeconds),
                TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
            });
    }
}
