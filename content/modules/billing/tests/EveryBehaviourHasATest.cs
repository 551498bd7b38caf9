using System.Text.RegularExpressions;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>The behaviours of the module are numbered; the name of a test begins with the numbers of those that it shows.</summary>
public partial class EveryBehaviourHasATest
{
    [Test]
    public void From_B1_to_B21()
    {
        var shown = typeof(EveryBehaviourHasATest).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(TestAttribute), false) || method.IsDefined(typeof(TestCaseAttribute), false) || method.IsDefined(typeof(TestCaseSourceAttribute), false))
            .SelectMany(method => Begin().Match(method.Name).Value.Split('_', StringSplitOptions.RemoveEmptyEntries)).ToHashSet();

        Enumerable.Range(1, 21).Select(number => $"B{number}").Except(shown).ShouldBeEmpty();
    }

    [GeneratedRegex(@"\A(B[0-9]+_)*")]
    private static partial Regex Begin();
}
