using System.Diagnostics;

namespace QsApp.Hosting;

/// <summary>One id for a request: its trace id, in the response header <c>X-Request-Id</c> and as <c>TraceId</c> in every log line.</summary>
public static class RequestIds
{
    private static readonly Func<object, Task> OnStarting = state =>
    {
        var context = (HttpContext)state;
        context.Response.Headers["X-Request-Id"] = context.RequestId();
        return Task.CompletedTask;
    };

    public static string RequestId(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
    }

    public static void UseRequestIds(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            context.Response.OnStarting(OnStarting, context);
            return next(context);
        });
    }
}
