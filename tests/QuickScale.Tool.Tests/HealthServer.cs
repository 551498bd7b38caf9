using System.Globalization;
using System.Net;

namespace QuickScale.Tool.Tests;

/// <summary>A site on this machine that is asked whether it is ready.</summary>
internal sealed class HealthServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public HealthServer()
    {
        var root = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Loopback.FreePort()}/");
        Address = root + "health/ready";
        _listener.Prefixes.Add(root);
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public string Address { get; }

    /// <summary>What it answers, asked each time.</summary>
    public Func<int> Status { get; set; } = () => 200;

    public int Questions { get; private set; }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            Questions++;
            context.Response.StatusCode = context.Request.Url!.AbsolutePath == "/health/ready" ? Status() : 404;
            context.Response.Close();
        }
    }

    public void Dispose()
    {
        _listener.Stop();
        _listener.Close();
        _serving.Wait(TimeSpan.FromSeconds(5));
    }
}
