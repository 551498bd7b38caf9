using QuickScale.Tool.Modules;

namespace QuickScale.Tool.Tests;

/// <summary>The value of a module's option, typed or read, is of the option's type and within its bounds.</summary>
internal sealed class OptionsAreChecked
{
    private static readonly string[] Words = ["open", "closed"];

    private static IEnumerable<TestCaseData> Right() =>
    [
        new(Option(OptionType.String), "any text, also 7", new TextValue("any text, also 7")),
        new(Option(OptionType.String), "7", new TextValue("7")),
        new(Option(OptionType.String), "", new TextValue("")),
        new(Option(OptionType.Bool), "true", new BoolValue(true)),
        new(Option(OptionType.Bool), "false", new BoolValue(false)),
        new(Option(OptionType.Int), "1", new IntValue(1)),
        new(Option(OptionType.Int), "30", new IntValue(30)),
        new(Option(OptionType.Enum), "open", new TextValue("open")),
        new(Option(OptionType.List), "a, b,c", new ListValue(["a", "b", "c"])),
        new(Option(OptionType.List), "", new ListValue([])),
        new(Option(OptionType.List, Words), "closed,open", new ListValue(["closed", "open"])),
        new(Option(OptionType.Secret), "STRIPE_KEY", new TextValue("STRIPE_KEY")),
    ];

    [TestCaseSource(nameof(Right))]
    public void What_is_typed_becomes_a_value(object option, string typed, object value)
    {
        ((ModuleOption)option).Parse(typed).Failed(out var failure, out var parsed).ShouldBeFalse(failure?.Sentence);
        parsed.ShouldBe(value);
    }

    private static IEnumerable<TestCaseData> Wrong() =>
    [
        new(Option(OptionType.String), "a\u0007", "on one line"),
        new(Option(OptionType.Bool), "yes", "write true or false"),
        new(Option(OptionType.Bool), "True", "write true or false"),
        new(Option(OptionType.Int), "0", "a whole number from 1 to 30"),
        new(Option(OptionType.Int), "31", "a whole number from 1 to 30"),
        new(Option(OptionType.Int), "7.5", "a whole number from 1 to 30"),
        new(Option(OptionType.Int), "99999999999999999999", "a whole number from 1 to 30"),
        new(Option(OptionType.Enum), "opened", "write one of open, closed"),
        new(Option(OptionType.List, Words), "open,ajar", "'ajar' is not possible; write a list of open, closed"),
        new(Option(OptionType.Secret), "hunter2", "name of the environment variable"),
        new(Option(OptionType.Secret), "", "name of the environment variable"),
    ];

    [TestCaseSource(nameof(Wrong))]
    public void What_does_not_fit_is_refused(object option, string typed, string words)
    {
        ((ModuleOption)option).Parse(typed).Failed(out var failure, out _).ShouldBeTrue();
        failure!.ExitCode.ShouldBe(2);
        failure.Sentence.ShouldStartWith("registration: ");
        failure.Sentence.ShouldContain(words);
        failure.Sentence.ShouldNotContain("hunter2");
        failure.Sentence.ShouldEndWith(".");
    }

    [Test]
    public void A_number_in_a_file_is_text_where_text_is_wanted()
    {
        Option(OptionType.String).Check(new IntValue(7), "x").Failed(out _, out var value).ShouldBeFalse();
        value.ShouldBe(new TextValue("7"));
    }

    [Test]
    public void A_value_of_another_type_in_a_file_is_refused()
    {
        (OptionType Type, OptionValue Value)[] wrong =
        [
            (OptionType.String, new BoolValue(true)), (OptionType.String, new ListValue([])), (OptionType.Bool, new TextValue("true")),
            (OptionType.Int, new TextValue("7")), (OptionType.List, new TextValue("a")), (OptionType.Secret, new IntValue(7)), (OptionType.Enum, new BoolValue(true)),
        ];
        foreach (var (type, value) in wrong)
        {
            Option(type).Check(value, "quickscale.yml: auth.registration").Failed(out var failure, out _).ShouldBeTrue($"{type} {value}");
            failure!.ExitCode.ShouldBe(4);
            failure.Sentence.ShouldStartWith("quickscale.yml: auth.registration: ");
        }
    }

    [TestCase(1, null, "from 1 on")]
    [TestCase(null, 3, "up to 3")]
    [TestCase(null, null, "write a whole number.")]
    public void Bounds_may_be_open(int? min, int? max, string words)
    {
        (Option(OptionType.Int) with { Min = min, Max = max }).Parse("x").Failed(out var failure, out _).ShouldBeTrue();
        failure!.Sentence.ShouldContain(words);
    }

    private static ModuleOption Option(OptionType type, params string[] values) => new(
        "registration", type, type == OptionType.Enum ? Words : values, type == OptionType.Int ? 1 : null, type == OptionType.Int ? 30 : null, null, Mutable: true, "Who may register");
}
