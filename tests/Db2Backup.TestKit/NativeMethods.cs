using System.Runtime.InteropServices;

namespace Db2Backup.TestKit;

/// <summary>The few calls of the C library that .NET does not offer.</summary>
internal static class NativeMethods
{
    public const int SigInt = 2;
    public const int SigKill = 9;

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int signal);

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int chown([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint owner, uint group);

    [DllImport("libc")]
    private static extern uint geteuid();

    public static bool IsRoot => geteuid() == 0;

    /// <summary>
    /// What a command's words must begin with so that Ctrl+C reaches it. A shell without job control starts what it puts into the
    /// background with SIGINT ignored, that is inherited, and bash cannot undo it: tests begun so would wait for ever.
    /// </summary>
    public static IReadOnlyList<string> Interruptible { get; } = IsInterruptIgnored() ? ["env", "--default-signal=INT"] : [];

    private static bool IsInterruptIgnored()
    {
        const string label = "SigIgn:";
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(label, StringComparison.Ordinal));
        return line is not null && (Convert.ToUInt64(line[label.Length..].Trim(), 16) & (1UL << (SigInt - 1))) != 0;
    }

    /// <summary>False when there is no such process.</summary>
    public static bool Signal(int pid, int signal) => kill(pid, signal) == 0;

    public static void ChangeOwner(string path, uint owner, uint group)
    {
        if (chown(path, owner, group) != 0)
            throw new TestKitException($"chown {owner}:{group} {path} failed with errno {Marshal.GetLastPInvokeError()}");
    }
}
