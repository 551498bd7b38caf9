using System.Collections.Concurrent;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>
/// Owners whose members may just have changed in this instance: somebody has asked for their limit, which is asked before a member is added. It is a hint and no more;
/// what is lost with the process is found by the look at all accounts.
/// </summary>
internal sealed class SeatSignal
{
    private readonly ConcurrentDictionary<AccountOwner, DateTime> _due = new();

    /// <param name="due">When to look (UTC): the change is committed by then, and others that follow at once are seen with it.</param>
    public void Note(AccountOwner owner, DateTime due) => _due[owner] = due;

    public IReadOnlyList<AccountOwner> Take(DateTime now)
    {
        List<AccountOwner> taken = [];
        foreach (var one in _due.Where(one => one.Value <= now))
        {
            // Noted again meanwhile, it is looked at later.
            if (_due.TryRemove(one))
            {
                taken.Add(one.Key);
            }
        }

        return taken;
    }
}
