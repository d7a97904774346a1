namespace Db2Backup.Emulator.Faults;

/// <summary>Stub, filled in by the faults part.</summary>
internal sealed class FaultSwitches
{
    public static FaultSwitches Parse(string? text) => new();
}
