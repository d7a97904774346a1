namespace Db2Backup.Emulator;

/// <summary>STUB: one program under several names; the first argument says which.</summary>
internal static class Program
{
    private static int Main(string[] args) => args.Length;
}
