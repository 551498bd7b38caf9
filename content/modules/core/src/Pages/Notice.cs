namespace QuickScale.Modules.Core;

/// <summary>A message of the page itself, shown by the partial <c>_Notice</c>. Its words say what the colour repeats.</summary>
public sealed record Notice(NoticeKind Kind, string Text, string? Title = null);

public enum NoticeKind
{
    Success,
    Warning,
    Danger,
}
