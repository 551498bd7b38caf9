[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]

namespace QuickScale.Tool.Tests;

/// <summary>Tests that have a workplace, each its own.</summary>
internal abstract class WorkplaceFixture : IDisposable
{
    protected Workplace Workplace { get; } = new();

    public virtual void Dispose()
    {
        Workplace.Dispose();
        GC.SuppressFinalize(this);
    }
}
