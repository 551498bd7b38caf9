namespace QuickScale.Modules.Core;

/// <summary>
/// Keeps small files that people bring, such as pictures. It takes no part in the database's transactions: save the file first and
/// its key then; delete the file once the row that names it is gone. A file that was saved for a transaction that failed stays, unused.
/// </summary>
public interface IFileStore
{
    /// <summary>Keeps a file.</summary>
    /// <returns>The key by which it is found again: made here, impossible to guess, no more than 40 characters of a-z, 0-9 and one dot.</returns>
    Task<string> SaveAsync(FileContent file, CancellationToken cancellationToken);

    /// <summary>Opens a file; the caller disposes of it.</summary>
    /// <returns>Null when there is none, also for a key that was never made here.</returns>
    Task<StoredFile?> OpenAsync(string key, CancellationToken cancellationToken);

    /// <summary>Deletes a file; does nothing when there is none.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);
}
