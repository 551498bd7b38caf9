using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace QuickScale.Modules.Core;

/// <summary>
/// Sends a stored file to a browser, so that it is shown as what it is and never runs: its own type and no other (nosniff), without
/// scripts, forms and an origin even when it is opened by itself (sandbox). A key's content never changes, so the key is the ETag.
/// </summary>
public sealed class StoredFileResult(StoredFile file) : IResult
{
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(1);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        // Also where the browser has it already and nothing is read.
        await using var opened = file;
        var headers = httpContext.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.ContentDisposition = "inline";
        // Private: who may see it is decided for each request, which a shared cache would not ask.
        headers.CacheControl = new CacheControlHeaderValue { Private = true, MaxAge = Fresh }.ToString();
        await TypedResults.Stream(file.Content, file.ContentType, entityTag: new EntityTagHeaderValue($"\"{file.Key}\"")).ExecuteAsync(httpContext);
    }
}
