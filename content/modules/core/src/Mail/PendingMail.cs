using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace QuickScale.Modules.Core;

/// <summary>
/// The messages of one context's unit of work. Each remembers the transaction that it belongs to, so that one which ends without a
/// word (disposed of, its connection lost) takes its messages with it: no later save or commit bears its id.
/// </summary>
internal sealed class PendingMail
{
    private static readonly ConditionalWeakTable<DbContext, PendingMail> All = [];

    private readonly List<Entry> _entries = [];
    private readonly List<Savepoint> _savepoints = [];
    private int _lease;
    private int _moment;

    /// <summary>Null while nothing was queued.</summary>
    public static PendingMail? Find(DbContext? context) =>
        // A pooled context is lent to another unit of work with the next lease.
        context is not null && All.TryGetValue(context, out var pending) && pending._lease == context.ContextId.Lease ? pending : null;

    public static PendingMail Of(DbContext context)
    {
        var pending = Find(context);
        if (pending is null)
        {
            pending = new PendingMail { _lease = context.ContextId.Lease };
            All.AddOrUpdate(context, pending);
        }

        return pending;
    }

    /// <param name="transaction">The id of the open transaction; null when there is none.</param>
    public void Add(EmailMessage message, Guid? transaction) => _entries.Add(new Entry(message, ++_moment) { Transaction = transaction });

    /// <summary>What the save that is about to begin takes along.</summary>
    public IReadOnlyList<EmailMessage> Saving(Guid? transaction)
    {
        _entries.RemoveAll(entry => entry.Transaction is { } id && id != transaction);
        var unsaved = _entries.Where(entry => !entry.IsSaved).ToList();
        unsaved.ForEach(entry => entry.IsBeingSaved = true);
        return unsaved.ConvertAll(entry => entry.Message);
    }

    /// <summary>
    /// Changes were saved: what was queued before is as good as the transaction, and without one it is due. What was queued while they were being saved waits for
    /// the next save.
    /// </summary>
    /// <returns>What was saved, and what of it is due.</returns>
    public (IReadOnlyList<EmailMessage> Saved, IReadOnlyList<EmailMessage> Due) Saved(Guid? transaction)
    {
        var saved = _entries.Where(entry => !entry.IsSaved && entry.IsBeingSaved).ToList();
        var moment = ++_moment;
        foreach (var entry in saved)
        {
            (entry.Transaction, entry.SavedAt) = (transaction, moment);
        }

        var messages = saved.ConvertAll(entry => entry.Message);
        return (messages, transaction is null ? Take(saved) : []);
    }

    /// <returns>What is dropped.</returns>
    public IReadOnlyList<EmailMessage> SaveFailed()
    {
        var dropped = _entries.Where(entry => !entry.IsSaved).Select(entry => entry.Message).ToList();
        _entries.RemoveAll(entry => !entry.IsSaved);
        return dropped;
    }

    public IReadOnlyList<EmailMessage> Committed(Guid transaction)
    {
        _savepoints.Clear();
        var due = _entries.Where(entry => entry.IsSaved && entry.Transaction == transaction).ToList();
        // Queued after the last save: it waits for the next one.
        foreach (var entry in _entries.Where(entry => !entry.IsSaved && entry.Transaction == transaction))
        {
            entry.Transaction = null;
        }

        return Take(due);
    }

    public void RolledBack(Guid transaction)
    {
        _savepoints.Clear();
        _entries.RemoveAll(entry => entry.Transaction == transaction);
    }

    public void SavepointCreated(string name) => _savepoints.Add(new Savepoint(name, ++_moment));

    public void SavepointReleased(string name)
    {
        if (_savepoints.FindLastIndex(savepoint => savepoint.Name == name) is >= 0 and var index)
        {
            _savepoints.RemoveRange(index, _savepoints.Count - index);
        }
    }

    public void RolledBackToSavepoint(string name)
    {
        // One that is not known was made before anything was queued.
        var index = _savepoints.FindLastIndex(savepoint => savepoint.Name == name);
        var moment = index < 0 ? 0 : _savepoints[index].Moment;
        _savepoints.RemoveRange(index + 1, _savepoints.Count - index - 1);
        _entries.RemoveAll(entry => entry.QueuedAt > moment || entry.SavedAt > moment);
    }

    private List<EmailMessage> Take(List<Entry> due)
    {
        _entries.RemoveAll(due.Contains);
        return due.ConvertAll(entry => entry.Message);
    }

    private sealed class Entry(EmailMessage message, int queuedAt)
    {
        public EmailMessage Message { get; } = message;

        public int QueuedAt { get; } = queuedAt;

        /// <summary>0 until changes are saved.</summary>
        public int SavedAt { get; set; }

        public bool IsSaved => SavedAt > 0;

        /// <summary>Whether a save has taken it along, which may still fail.</summary>
        public bool IsBeingSaved { get; set; }

        public Guid? Transaction { get; set; }
    }

    private sealed record Savepoint(string Name, int Moment);
}
