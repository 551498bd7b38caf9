namespace QuickScale.Modules.Core;

/// <summary>A file that was checked: <see cref="PictureFile"/> makes it.</summary>
/// <param name="Bytes">The file as it came; nothing is re-encoded.</param>
/// <param name="ContentType">What it is, found in its bytes and never taken from its name.</param>
public sealed record FileContent(ReadOnlyMemory<byte> Bytes, string ContentType);
