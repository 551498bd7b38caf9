using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace QuickScale.Modules.Auth;

/// <summary>
/// Where a request comes from. The address is the connection's: the application has put there what its trusted proxies say, and no
/// header is read here (A10).
/// </summary>
public sealed class RequestOrigin(IHttpContextAccessor accessor)
{
    public string? Ip => Address?.ToString();

    /// <summary>What is counted as one client: an IPv4 address, or the /64 network that one IPv6 subscriber has.</summary>
    public string Client
    {
        get
        {
            if (Address is not { } address)
            {
                return "unknown";
            }

            return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes(), 0, 8) : address.ToString();
        }
    }

    public string? UserAgent => accessor.HttpContext?.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? Cut(agent) : null;

    /// <summary>Browser and system in words.</summary>
    public string Device => DeviceNames.Of(UserAgent);

    /// <summary>Not within a character: PostgreSQL takes no half of one.</summary>
    private static string Cut(string agent) =>
        agent.Length <= UserSession.LongestUserAgent ? agent
        : agent[..(char.IsHighSurrogate(agent[UserSession.LongestUserAgent - 1]) ? UserSession.LongestUserAgent - 1 : UserSession.LongestUserAgent)];

    private IPAddress? Address =>
        accessor.HttpContext?.Connection.RemoteIpAddress is { } address ? address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address : null;
}
