namespace QsApp.Data;

/// <summary>The database does not answer or refuses; the message is one sentence without user name or password.</summary>
public sealed class DatabaseException(string sentence, Exception? cause = null) : Exception(sentence, cause);
