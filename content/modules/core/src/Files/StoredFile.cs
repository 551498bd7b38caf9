namespace QuickScale.Modules.Core;

/// <summary>A file of the store, open for reading. <see cref="StoredFileResult"/> sends it to a browser.</summary>
public sealed class StoredFile(string key, string contentType, Stream content) : IAsyncDisposable
{
    public string Key { get; } = key;

    public string ContentType { get; } = contentType;

    public Stream Content { get; } = content;

    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
