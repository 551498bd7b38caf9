using System.Diagnostics.CodeAnalysis;

/// <summary>Ends what the run shared.</summary>
[SetUpFixture]
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = "NUnit runs it around all tests of the assembly only when it lies in none.")]
public sealed class TestRunEnd
{
    [OneTimeTearDown]
    public Task End() => QuickScale.Tests.Shared.TestRun.EndAsync();
}
