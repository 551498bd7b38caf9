namespace QuickScale.Modules.Core;

/// <summary>Tells pictures from everything else by how they begin: PNG, JPEG, GIF and WebP. SVG is none, since it can hold scripts.</summary>
public static class PictureFile
{
    /// <summary>What is enough for a portrait: 2 MB.</summary>
    public const int DefaultLimit = 2 * 1024 * 1024;

    /// <summary>Reads what somebody sends as a picture.</summary>
    /// <param name="content">Read to its end, or to the limit.</param>
    /// <param name="limit">The most bytes that it may have.</param>
    /// <returns>The picture, or why it is refused.</returns>
    public static async Task<(FileContent? File, PictureRefusal? Refusal)> ReadAsync(Stream content, CancellationToken cancellationToken, int limit = DefaultLimit)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (bytes.Length + read > limit)
            {
                return (null, PictureRefusal.TooLarge);
            }

            await bytes.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return TypeOf(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)) is { } type
            ? (new FileContent(bytes.ToArray(), type), null)
            : (null, PictureRefusal.NoPicture);
    }

    private static string? TypeOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        _ when bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) => "image/png",
        _ when bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) => "image/jpeg",
        _ when bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8) => "image/gif",
        _ when bytes.StartsWith("RIFF"u8) && bytes.Length >= 12 && bytes[8..12].SequenceEqual("WEBP"u8) => "image/webp",
        _ => null,
    };
}

/// <summary>Why something is not taken as a picture.</summary>
public enum PictureRefusal
{
    /// <summary>It has more bytes than the limit.</summary>
    TooLarge,

    /// <summary>It begins like none of the known kinds.</summary>
    NoPicture,
}
