using System.Globalization;
using Db2Backup.Emulator.Instance;

namespace Db2Backup.Emulator.Server;

/// <summary>db2diag.log: what the instance has to say to whoever looks for the cause of something.</summary>
internal static class DiagLog
{
    private static readonly object Gate = new();

    public static void Write(InstancePaths paths, string text)
    {
        var time = DateTime.Now.ToString("yyyy-MM-dd-HH.mm.ss.ffffff", CultureInfo.InvariantCulture);
        lock (Gate)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(paths.DiagLog)!);
            File.AppendAllText(paths.DiagLog, $"{time} PID {Environment.ProcessId} INSTANCE {paths.Name}\n{text}\n\n");
        }
    }
}
