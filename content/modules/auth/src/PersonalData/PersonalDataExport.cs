using System.IO.Compression;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>A file for the user to keep.</summary>
public sealed record PersonalDataFile(byte[] Content, string ContentType, string Name);

/// <summary>
/// The copy of all that is known about a user (GDPR, articles 15 and 20): one JSON file with a part for each source that a module
/// registers; together with the picture, where there is one, in a zip file.
/// </summary>
public sealed class PersonalDataExport(
    ModuleDb db, IEnumerable<IPersonalDataSource> sources, IFileStore files, SiteLinks site, Throttle throttle, AuthMails mails, SecurityEvents events, TimeProvider time)
{
    // People read it too, in all scripts; it is a file and never part of a page.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Makes the copy. The caller has made sure that the user has proved recently who they are.</summary>
    public async Task<AuthResult<PersonalDataFile>> RunAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        var user = AuthClaims.UserOf(principal) is { } id ? await db.Context.Set<User>().SingleOrDefaultAsync(one => one.Id == id, cancellationToken) : null;
        if (user is null)
        {
            return Refusals.NotSignedIn;
        }

        if ((await throttle.TakeAsync(cancellationToken, (ThrottleRule.Export, user.Id.ToString()))).Refusal is { } refusal)
        {
            return refusal;
        }

        events.Record(user.Id, SecurityEventTypes.DataExported);
        await mails.DataExportedAsync(user, cancellationToken);
        await db.Context.SaveChangesAsync(cancellationToken);
        var json = await JsonAsync(user, cancellationToken);
        var name = $"personal-data-{time.GetUtcNow():yyyy-MM-dd}";
        await using var picture = user.AvatarKey is { } key ? await files.OpenAsync(key, cancellationToken) : null;
        return picture is null
            ? new PersonalDataFile(json, "application/json", $"{name}.json")
            : new PersonalDataFile(await ZipAsync(json, picture, cancellationToken), "application/zip", $"{name}.zip");
    }

    private async Task<byte[]> JsonAsync(User user, CancellationToken cancellationToken)
    {
        var parts = new List<object>();
        foreach (var source in sources)
        {
            if (await source.ExportAsync(user.Id, cancellationToken) is { } data)
            {
                parts.Add(new { source.Title, Data = data });
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(new { Site = site.Name, ExportedAt = time.GetUtcNow().UtcDateTime, Parts = parts }, Json);
    }

    private static async Task<byte[]> ZipAsync(byte[] json, StoredFile picture, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using (var entry = zip.CreateEntry("personal-data.json").Open())
            {
                await entry.WriteAsync(json, cancellationToken);
            }

            await using (var entry = zip.CreateEntry($"picture{Path.GetExtension(picture.Key)}", CompressionLevel.NoCompression).Open())
            {
                await picture.Content.CopyToAsync(entry, cancellationToken);
            }
        }

        return bytes.ToArray();
    }
}
