using System.Runtime.InteropServices;

namespace Db2Backup.Processes;

/// <summary>Signals of UNIX.</summary>
internal static partial class Signals
{
    public const int Interrupt = 2;
    public const int Kill = 9;

    /// <summary>False when there is no such process (any more).</summary>
    public static bool Send(int processId, int signal) => SendSignal(processId, signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);
}
