namespace QuickScale.Modules.Auth.Pages;

/// <summary>A button that talks to the browser's passkeys, shown by the partial <c>_PasskeyButton</c>. It is hidden until its script runs.</summary>
/// <param name="Kind">"sign-in", "confirm" or "register".</param>
/// <param name="Next">Where the browser goes when it is done; with the application's base path.</param>
public sealed record PasskeyButton(string Kind, string Label, string Next);
