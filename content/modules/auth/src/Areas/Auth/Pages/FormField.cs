namespace QuickScale.Modules.Auth.Pages;

/// <summary>One input with its label, hint and error, shown by the partial <c>_Field</c>. Name and error key are the same.</summary>
/// <param name="Type">As in HTML: "email", "password", "text".</param>
/// <param name="Autocomplete">What a password manager or browser may fill in.</param>
/// <param name="Value">Shown again after a refusal; never for passwords.</param>
/// <param name="IsChecked">Whether the page's handler "Check" says what is wrong with it as soon as it is filled in, where htmx is there to ask.</param>
public sealed record FormField(string Name, string Label, string Type, string Autocomplete, string? Value = null, string? Hint = null, bool IsRequired = true, int MaxLength = 254, bool IsChecked = false);
