namespace QsApp.Hosting;

/// <summary>A setting is missing or wrong; the message is one sentence that names it, never its value.</summary>
public sealed class SettingsException(string sentence) : Exception(sentence);
