namespace QuickScale.Modules.Notifications;

/// <summary>Why something was not done, in words for the user; a page and the API show the same.</summary>
/// <param name="Code">For programs; it never changes once released.</param>
/// <param name="Message">A sentence that says what to do next.</param>
/// <param name="Field">The input that it is about, as the API names it; empty for the whole.</param>
/// <param name="Status">The HTTP status of the API's answer.</param>
public sealed record Refusal(string Code, string Message, string Field = "", int Status = 400);
