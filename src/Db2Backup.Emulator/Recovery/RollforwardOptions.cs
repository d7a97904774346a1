using Db2Backup.Emulator.Commands;

namespace Db2Backup.Emulator.Recovery;

internal enum RollforwardAction { QueryStatus, Roll, Cancel }

/// <summary>A ROLLFORWARD command, read.</summary>
/// <param name="Alias">As typed: the status report repeats it.</param>
/// <param name="Stop">AND STOP, AND COMPLETE, or STOP and COMPLETE alone.</param>
internal sealed record RollforwardOptions(string Alias)
{
    public CommandUser? User { get; init; }
    public RollforwardAction Action { get; init; } = RollforwardAction.QueryStatus;
    public RollforwardTarget Target { get; init; } = new(RollforwardGoal.None);
    public bool Stop { get; init; }

    /// <summary>Times are shown in local time.</summary>
    public bool LocalTime { get; init; }

    /// <summary>A table space rollforward: TABLESPACE (…) or TABLESPACE ONLINE.</summary>
    public bool TableSpaces => TableSpaceNames is not null;

    /// <summary>Their names; empty for all that wait.</summary>
    public IReadOnlyList<string>? TableSpaceNames { get; init; }
    public bool TableSpacesOnline { get; init; }
    public IReadOnlyList<string> OverflowPaths { get; init; } = [];
    public bool NoRetrieve { get; init; }
}
