using System.Globalization;

namespace QuickScale.Tool.Workflow.Deploy;

/// <summary>Waits until a deployed site says that it may get requests: 200 at <c>/health/ready</c>.</summary>
internal static class HealthWait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);

    /// <summary>Null when it is ready; what it said last when the time is over.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static string? Wait(Uri health, TimeSpan patience, CancellationToken cancellation)
    {
        // A proxy of the company may be the way to the site, but never to this machine.
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !health.IsLoopback, PooledConnectionLifetime = TimeSpan.Zero };
        using var client = new HttpClient(handler) { Timeout = AnswerTime };
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var said = Ask(client, health, cancellation);
            if (said is null || TimeProvider.System.GetElapsedTime(start) >= patience)
            {
                return said;
            }

            cancellation.WaitHandle.WaitOne(Pause);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static string? Ask(HttpClient client, Uri health, CancellationToken cancellation)
    {
        try
        {
            using var question = new HttpRequestMessage(HttpMethod.Get, health);
            using var answer = client.Send(question, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return answer.StatusCode == System.Net.HttpStatusCode.OK ? null : string.Create(CultureInfo.InvariantCulture, $"it answers {(int)answer.StatusCode}");
        }
        catch (HttpRequestException problem)
        {
            return problem.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => "its name is unknown",
                HttpRequestError.SecureConnectionError => "its certificate is not to be trusted",
                _ => "nothing answers there",
            };
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return "it does not answer in time";
        }
    }
}
