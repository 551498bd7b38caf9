using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;

namespace QuickScale.Modules.Core;

/// <summary>
/// How long after the commit the work on an e-mail begins. It takes the processor's time from the request that queued it: whoever measures answers would learn
/// from them whether somebody is written to. Of no fixed length, so that there is no moment at which to look for it either.
/// </summary>
public static class MailPause
{
    private const int ShortestMilliseconds = 500;

    private const int LongestMilliseconds = 2500;

    /// <summary>Zero where developers and tests wait for the message.</summary>
    public static TimeSpan Next(IHostEnvironment environment) =>
        environment.IsDeployed() ? TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(ShortestMilliseconds, LongestMilliseconds + 1)) : TimeSpan.Zero;
}
