using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

/// <summary>What of the record is asked for; what is null is not filtered by.</summary>
/// <param name="From">The first day (UTC), as in 2026-01-31.</param>
/// <param name="Until">The last day (UTC).</param>
public sealed record AuditFilter(string? Action = null, Guid? ActorId = null, string? TargetKind = null, string? From = null, string? Until = null);

/// <param name="Next">The value of <c>before</c> for the entries that follow; null at the end.</param>
public sealed record AuditPage(IReadOnlyList<AuditAnswer> Entries, Guid? Next);

public sealed record AuditAnswer(
    Guid Id, DateTime At, Guid? ActorId, string ActorName, bool WasImpersonated, string Action, string TargetKind, string TargetId, string TargetName, string? Before, string? After, string? Ip, string? CorrelationId);

/// <summary>Reading the record of changes (T17): the newest first, filtered, page by page, or as a file for a spreadsheet.</summary>
public sealed class AuditReading(TeamRows rows, TeamReader reader, TeamWork work, AuditLog audit)
{
    public const int MostAtOnce = 200;

    /// <summary>So many rows a file holds at most: the newest ones.</summary>
    public const int MostInFile = 50_000;

    private static readonly string[] Columns = ["Time (UTC)", "Person", "Person id", "Impersonated by", "Action", "Of", "Id", "Name", "Before", "After", "Address", "Request"];

    /// <param name="before">The last entry that was seen; null for the newest ones.</param>
    public async Task<AuthResult<AuditPage>> ListAsync(Guid teamId, Guid actorId, AuditFilter filter, Guid? before, int take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var (view, refusal) = await reader.FindAsync(teamId, actorId, Permissions.AuditRead, cancellationToken);
        if (view is null)
        {
            return refusal!;
        }

        var (query, unfit) = Filter(rows.AuditOf(teamId), filter);
        if (query is null)
        {
            return unfit!;
        }

        if (before is { } last && await rows.AuditOf(teamId).Where(one => one.Id == last).Select(one => (DateTime?)one.At).SingleOrDefaultAsync(cancellationToken) is { } at)
        {
            query = query.Where(one => one.At < at || (one.At == at && one.Id.CompareTo(last) < 0));
        }

        take = Math.Clamp(take, 1, MostAtOnce);
        var found = await Newest(query).Take(take + 1).ToListAsync(cancellationToken);
        var entries = found.Take(take).Select(one => new AuditAnswer(
            one.Id, one.At, one.ActorId, one.ActorName, one.ImpersonatorId is not null, one.Action, one.TargetKind, one.TargetId, one.TargetName, one.Before, one.After, one.Ip, one.CorrelationId)).ToList();
        return new AuditPage(entries, found.Count > take ? entries[^1].Id : null);
    }

    /// <summary>The same as a CSV file (RFC 4180). That it was taken is recorded too.</summary>
    public async Task<AuthResult<TeamFile>> ExportAsync(Guid teamId, Guid actorId, AuditFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var (query, unfit) = Filter(rows.AuditOf(teamId), filter);
        var slug = "";
        var result = await work.RunAsync(teamId, actorId, Permissions.AuditRead, change =>
        {
            slug = change.Team.Slug;
            if (query is null)
            {
                return Task.FromResult<AuthResult>(unfit!);
            }

            audit.Record(teamId, change.Actor, AuditActions.AuditExported, AuditTargets.Audit, teamId.ToString());
            return Task.FromResult(AuthResult.Done);
        }, cancellationToken);
        if (!result.Succeeded)
        {
            return result.With<TeamFile>(null);
        }

        var csv = new StringBuilder();
        Line(csv, Columns);
        await foreach (var one in Newest(query!).Take(MostInFile).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            Line(csv, [
                one.At.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), one.ActorName, one.ActorId?.ToString(), one.ImpersonatorId?.ToString(), one.Action, one.TargetKind, one.TargetId, one.TargetName,
                one.Before, one.After, one.Ip, one.CorrelationId]);
        }

        return new TeamFile($"{slug}-changes.csv", "text/csv", [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(csv.ToString())]);
    }

    /// <summary>
    /// One cell: in quotes, and so that no spreadsheet takes it for a formula, whatever a person calls themselves (OWASP, CSV injection).
    /// </summary>
    internal static string Cell(string? value)
    {
        var text = value ?? "";
        if (text.Length > 0 && (text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20' || text.TrimStart() is ['=' or '+' or '-' or '@', ..]))
        {
            text = "'" + text;
        }

        return $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static void Line(StringBuilder csv, IEnumerable<string?> values) => csv.AppendJoin(',', values.Select(Cell)).Append("\r\n");

    private static IQueryable<AuditEntry> Newest(IQueryable<AuditEntry> query) => query.AsNoTracking().OrderByDescending(one => one.At).ThenByDescending(one => one.Id);

    private static (IQueryable<AuditEntry>? Query, Refusal? Refusal) Filter(IQueryable<AuditEntry> query, AuditFilter filter)
    {
        var (from, until) = (Day(filter.From), Day(filter.Until));
        if ((from is null && !string.IsNullOrWhiteSpace(filter.From)) || (until is null && !string.IsNullOrWhiteSpace(filter.Until)))
        {
            return (null, TeamRefusals.FilterInvalid with { Field = from is null && !string.IsNullOrWhiteSpace(filter.From) ? "from" : "until" });
        }

        if (!IsWord(filter.Action, AuditEntry.LongestAction) || !IsWord(filter.TargetKind, AuditEntry.LongestTargetKind))
        {
            return (null, TeamRefusals.FilterInvalid with { Field = IsWord(filter.Action, AuditEntry.LongestAction) ? "targetKind" : "action" });
        }

        query = filter.Action is { Length: > 0 } action ? query.Where(one => one.Action == action) : query;
        query = filter.ActorId is { } actor ? query.Where(one => one.ActorId == actor) : query;
        query = filter.TargetKind is { Length: > 0 } kind ? query.Where(one => one.TargetKind == kind) : query;
        query = from is { } first ? query.Where(one => one.At >= first) : query;
        return (until is { } last ? query.Where(one => one.At < last.AddDays(1)) : query, null);
    }

    /// <summary>Whether the column could hold it: PostgreSQL refuses a NUL, even to compare with.</summary>
    private static bool IsWord(string? text, int longest) => text is null || (text.Length <= longest && !text.Any(char.IsControl));

    private static DateTime? Day(string? text) =>
        DateTime.TryParseExact(text?.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day) && day.Year is >= 1970 and < 9999 ? day : null;
}
