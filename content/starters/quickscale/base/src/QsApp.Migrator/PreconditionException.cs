namespace QsApp.Migrator;

/// <summary>A command is refused before it changes anything; the message is one sentence with the way out.</summary>
internal sealed class PreconditionException(string sentence) : Exception(sentence);
