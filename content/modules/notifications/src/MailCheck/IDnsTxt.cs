namespace QuickScale.Modules.Notifications;

/// <summary>Asks the domain name system for texts. What it answers is written by strangers.</summary>
internal interface IDnsTxt
{
    /// <summary>The TXT records of a name, each as one text; none where there is no such name or no such record.</summary>
    /// <exception cref="DnsTxtException">Nobody could tell.</exception>
    Task<IReadOnlyList<string>> QueryAsync(string name, CancellationToken cancellationToken);
}

/// <summary>The name servers gave no answer that counts.</summary>
internal sealed class DnsTxtException(string message, Exception? inner = null) : Exception(message, inner);
