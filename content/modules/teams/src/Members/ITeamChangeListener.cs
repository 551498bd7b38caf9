namespace QuickScale.Modules.Teams;

/// <summary>Is told that a team, its members or its roles have changed, once that is committed: whoever keeps what they were forgets it.</summary>
public interface ITeamChangeListener
{
    void Changed(Guid teamId);
}
