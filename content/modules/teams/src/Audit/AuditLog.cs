using System.Diagnostics;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Writes the record of changes (T17), in the unit of work of the change itself: what is rolled back was never recorded. Other modules
/// write theirs here too.
/// </summary>
public sealed class AuditLog(ModuleDb db, IHttpContextAccessor accessor, RequestOrigin origin, TimeProvider time)
{
    private const int LongestJson = 8000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds an entry; the caller saves.</summary>
    /// <param name="actor">Null for what no person did.</param>
    /// <param name="before">An object with the changed values as they were, without secrets.</param>
    /// <param name="after">An object with the changed values as they are, without secrets.</param>
    public void Record(Guid teamId, User? actor, string action, string targetKind, string targetId, string targetName = "", object? before = null, object? after = null)
    {
        var http = accessor.HttpContext;
        db.Context.Add(new AuditEntry
        {
            TenantId = teamId,
            At = time.GetUtcNow().UtcDateTime,
            ActorId = actor?.Id,
            ActorName = actor is null ? PersonNames.System : PersonNames.Of(actor),
            ImpersonatorId = Guid.TryParse(http?.User.FindFirstValue(AuthClaims.Impersonator), out var impersonator) ? impersonator : null,
            Action = action,
            TargetKind = targetKind,
            TargetId = targetId,
            TargetName = Cut(targetName, EmailAddress.Longest),
            Before = Write(before),
            After = Write(after),
            Ip = origin.Ip,
            CorrelationId = Cut(Activity.Current?.TraceId.ToString() ?? http?.TraceIdentifier ?? "", 64) is { Length: > 0 } id ? id : null,
        });
    }

    private static string? Write(object? values)
    {
        var json = values is null ? null : JsonSerializer.Serialize(values, Json);
        return json is null || json.Length <= LongestJson ? json : """{"tooLong":true}""";
    }

    private static string Cut(string text, int longest) => text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
}
