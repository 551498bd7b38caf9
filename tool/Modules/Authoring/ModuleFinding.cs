namespace QuickScale.Tool.Modules;

/// <summary>Something in a module that breaks a rule.</summary>
/// <param name="Path">The file, relative to the module; empty for the module as a whole.</param>
/// <param name="Sentence">What is wrong and what to do.</param>
internal sealed record ModuleFinding(string Path, string Sentence);
