using System.Net;
using System.Net.Sockets;

namespace QuickScale.Tests.Shared;

/// <summary>Addresses that this machine alone can reach.</summary>
public static class Loopback
{
    // Below those that systems hand out to clients: a port of theirs can be taken between the question and the use.
    private const int First = 20_000;
    private const int Last = 29_999;

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(First, Last + 1));
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException) when (tries < 100)
            {
                // Somebody else's.
            }
        }
    }
}
