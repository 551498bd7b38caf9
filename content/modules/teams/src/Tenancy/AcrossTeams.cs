namespace QuickScale.Modules.Teams;

/// <summary>
/// Says of a method or class that it goes around the isolation of teams on purpose, and why: without it a test of the application
/// refuses <c>IgnoreQueryFilters</c>, raw SQL and contexts that are made by hand.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Property)]
public sealed class AcrossTeamsAttribute(string reason) : Attribute
{
    /// <summary>Why it may, in a sentence for whoever reviews it.</summary>
    public string Reason { get; } = reason;
}
