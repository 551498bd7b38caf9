using QuickScale.Tool.Workflow.Deploy;

namespace QuickScale.Tool.Tests;

/// <summary>What a site that is not ready says of itself, as the sentence about a failed deployment needs it.</summary>
internal sealed class HealthIsAskedFor
{
    [Test]
    public void Where_nobody_listens_it_says_so() =>
        HealthWait.Wait(new Uri($"http://127.0.0.1:{Loopback.FreePort()}/health/ready"), TimeSpan.Zero, default).ShouldBe("nothing answers there");

    [Test]
    public void A_name_that_nobody_knows_is_told_apart() =>
        HealthWait.Wait(new Uri("http://site.invalid/health/ready"), TimeSpan.Zero, default).ShouldBeOneOf("its name is unknown", "nothing answers there", "it answers 503", "it answers 502");

    [Test]
    public void Who_waits_can_be_stopped()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        Should.Throw<OperationCanceledException>(() => HealthWait.Wait(new Uri($"http://127.0.0.1:{Loopback.FreePort()}/health/ready"), TimeSpan.FromMinutes(5), cancellation.Token));
    }
}
