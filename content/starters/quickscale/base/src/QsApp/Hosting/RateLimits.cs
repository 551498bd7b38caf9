using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace QsApp.Hosting;

/// <summary>The section <c>RateLimits</c>: requests a minute that one client address may make.</summary>
public sealed class RateLimitSettings
{
    /// <summary>All requests together, files included.</summary>
    public RateLimit Global { get; set; } = new(600);

    /// <summary>Endpoints that are worth guessing at: sign-in, codes, invitations. One count for all of them.</summary>
    public RateLimit Sensitive { get; set; } = new(20);

    /// <summary>Reports of blocked content.</summary>
    public RateLimit Reports { get; set; } = new(20);
}

public sealed class RateLimit
{
    public RateLimit()
    {
    }

    public RateLimit(int permitsPerMinute) => PermitsPerMinute = permitsPerMinute;

    public int PermitsPerMinute { get; set; } = 60;
}

/// <summary>A limit on all requests of a client address, and named ones that endpoints ask for with RequireRateLimiting.</summary>
public static class RateLimits
{
    public const string Sensitive = "sensitive";
    public const string Reports = "reports";

    // Upper halves of IPv6 addresses that no client has: ff00::/8 is multicast.
    private const ulong Exempt = ulong.MaxValue;
    private const ulong Unknown = ulong.MaxValue << 1;
    private const ulong Version4 = 0xFFFF_FF00_0000_0000;

    public static void AddRateLimits(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<RateLimitSettings>().BindConfiguration("RateLimits")
            .Validate(limits => limits.Global.PermitsPerMinute > 0, "Set RateLimits__Global__PermitsPerMinute to 1 or more.")
            .Validate(limits => limits.Sensitive.PermitsPerMinute > 0, "Set RateLimits__Sensitive__PermitsPerMinute to 1 or more.")
            .Validate(limits => limits.Reports.PermitsPerMinute > 0, "Set RateLimits__Reports__PermitsPerMinute to 1 or more.")
            .ValidateOnStart();
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimitSettings>>((limiter, settings) =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = OnRejected;
            var global = PerMinute(settings.Value.Global);
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, ulong>(context => context.IsErrorPage()
                ? RateLimitPartition.GetNoLimiter(Exempt)
                : RateLimitPartition.Get(ClientKey(context.Connection.RemoteIpAddress), global));
            AddPolicy(limiter, Sensitive, settings.Value.Sensitive);
            AddPolicy(limiter, Reports, settings.Value.Reports);
        });
    }

    /// <summary>One number a client: an IPv4 address, or the /64 network that one IPv6 subscriber has to himself.</summary>
    public static ulong ClientKey(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address is null || !address.TryWriteBytes(bytes, out _))
        {
            return Unknown;
        }

        return address.AddressFamily == AddressFamily.InterNetwork ? Version4 | BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : address.IsIPv4MappedToIPv6 ? Version4 | BinaryPrimitives.ReadUInt32BigEndian(bytes[12..])
            : BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    private static void AddPolicy(RateLimiterOptions limiter, string name, RateLimit limit)
    {
        var perMinute = PerMinute(limit);
        limiter.AddPolicy(name, context => RateLimitPartition.Get(ClientKey(context.Connection.RemoteIpAddress), perMinute));
    }

    /// <summary>Makes the limiter of a client that is new. Built once, since this is asked for on every request.</summary>
    private static Func<ulong, RateLimiter> PerMinute(RateLimit limit) => _ => new FixedWindowRateLimiter(new FixedWindowRateLimiterOptions
    {
        PermitLimit = limit.PermitsPerMinute,
        Window = TimeSpan.FromMinutes(1),
        AutoReplenishment = false, // One timer for all clients does it.
    });

    private static ValueTask OnRejected(OnRejectedContext context, CancellationToken cancellationToken)
    {
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : TimeSpan.FromMinutes(1);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        context.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return ValueTask.CompletedTask;
    }
}
