namespace QuickScale.Modules.Probe;

public sealed class Team
{
    public Guid Id { get; set; }

    public required string Name { get; set; }

    public DateTime CreatedUtc { get; set; }

    public List<Label> Labels { get; } = [];

    public List<Member> Members { get; } = [];
}

public sealed class Label
{
    public Guid Id { get; set; }

    public string Text { get; set; } = "";
}

public sealed class Member
{
    public int Id { get; set; }

    public Guid UserId { get; set; }
}
