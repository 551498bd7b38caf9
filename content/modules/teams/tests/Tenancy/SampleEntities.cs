using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>A team's row with one of everything that relations can be.</summary>
public sealed class Project : ITenantEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid TenantId { get; set; }

    public required string Name { get; set; }

    public bool IsArchived { get; set; }

    public ProjectAddress Address { get; set; } = new();

    public IList<ProjectLink> Links { get; } = [];

    public IList<Todo> Todos { get; } = [];

    public IList<Label> Labels { get; } = [];

    public string? CountryCode { get; set; }

    public Guid? DefaultBoardId { get; set; }
}

/// <summary>Owned: it lies in the project's row.</summary>
public sealed class ProjectAddress
{
    public string City { get; set; } = "";
}

/// <summary>Owned, in a table of its own.</summary>
public sealed class ProjectLink
{
    public Guid Id { get; set; }

    public required string Url { get; set; }
}

public sealed class Todo : ITenantEntity
{
    public int Id { get; set; }

    public Guid TenantId { get; set; }

    public Guid ProjectId { get; set; }

    public required string Text { get; set; }
}

/// <summary>In a circle with the project, which names one of its boards.</summary>
public class Board : ITenantEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid TenantId { get; set; }

    public Guid ProjectId { get; set; }

    public bool IsDeleted { get; set; }

    public BoardSize Size { get; set; } = new(1, 1);
}

/// <summary>Complex: values in the board's row, without any identity.</summary>
public sealed record BoardSize(int Width, int Height);

/// <summary>In the table of boards.</summary>
public sealed class TimedBoard : Board
{
    public int Days { get; set; }
}

/// <summary>Many-to-many with projects, by a table without a class.</summary>
public sealed class Label : ITenantEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid TenantId { get; set; }

    public required string Name { get; set; }

    public IList<Project> Projects { get; } = [];
}

public sealed class Country : IGlobalEntity
{
    public required string Code { get; set; }
}

/// <summary>The application's context, which knows nothing of teams but the marks of its entities.</summary>
public class SampleContext(DbContextOptions<SampleContext> options) : DbContext(options)
{
    public static IReadOnlyList<IModule> Modules { get; } = [new CoreModule(), new Auth.AuthModule(), new Notifications.NotificationsModule(), new TeamsModule()];

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplySample();
        modelBuilder.ApplyModules(Modules, typeof(SampleContext).Assembly);
    }
}

internal static class SampleTables
{
    public static void ApplySample(this ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Project>(project =>
        {
            project.ToTable("projects");
            project.OwnsOne(one => one.Address);
            project.OwnsMany(one => one.Links).ToTable("project_links");
            project.HasIndex(one => new { one.TenantId, one.Name }).IsUnique();
            project.HasMany(one => one.Todos).WithOne().HasForeignKey(one => one.ProjectId);
            project.HasMany(one => one.Labels).WithMany(one => one.Projects).UsingEntity("project_labels");
            project.HasOne<Country>().WithMany().HasForeignKey(one => one.CountryCode);
            project.HasOne<Board>().WithMany().HasForeignKey(one => one.DefaultBoardId).OnDelete(DeleteBehavior.Restrict);
            project.HasQueryFilter(one => !one.IsArchived);
        });
        modelBuilder.Entity<Board>(board =>
        {
            board.ToTable("boards");
            board.HasIndex(one => one.TenantId);
            board.HasOne<Project>().WithMany().HasForeignKey(one => one.ProjectId).OnDelete(DeleteBehavior.Restrict);
            board.ComplexProperty(one => one.Size);
            board.Property<Guid?>("CopyOfId");
            board.HasOne<Board>().WithMany().HasForeignKey("CopyOfId").OnDelete(DeleteBehavior.Restrict);
            board.HasQueryFilter(one => !one.IsDeleted);
        });
        modelBuilder.Entity<TimedBoard>();
        modelBuilder.Entity<Todo>().ToTable("todos").HasIndex(one => one.TenantId);
        modelBuilder.Entity<Label>().ToTable("labels").HasIndex(one => one.TenantId);
        modelBuilder.Entity<Country>().ToTable("countries").HasKey(one => one.Code);
    }
}
