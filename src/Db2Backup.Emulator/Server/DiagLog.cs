using System.Globalization;
using Db2Backup.Emulator.Instance;

namespace Db2Backup.Emulator.Server;

/// <summary>db2diag.log: what the instance has to say to whoever looks for the cause of something.</summary>
internal static class DiagLog
{
    private static readonly object Gate = new();

    /// <summary>A record as Db2 writes them: who, where, and which function of it.</summary>
    public static void WriteRecord(InstancePaths paths, string function, string database, int handle, string data)
    {
        var now = DateTimeOffset.Now;
        var body = $"""
            PID     : {Environment.ProcessId,-20} TID : {Environment.CurrentManagedThreadId,-18} PROC : db2sysc 0
            INSTANCE: {paths.Name,-20} NODE : 000           DB   : {database}
            APPHDL  : 0-{handle,-18} APPID: *LOCAL.{paths.Name}.{now.UtcDateTime.ToString("yyMMddHHmmss", CultureInfo.InvariantCulture)}
            FUNCTION: DB2 UDB, database utilities, {function}, probe:395
            MESSAGE : Performance statistics
            DATA #1 : String, {data.Length} bytes

            {data}

            """;
        lock (Gate)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(paths.DiagLog)!);
            var at = File.Exists(paths.DiagLog) ? new FileInfo(paths.DiagLog).Length : 0;
            var head = string.Create(CultureInfo.InvariantCulture, $"{now:yyyy-MM-dd-HH.mm.ss.ffffff}{now.TotalOffsetMinutes:+000;-000;+000} E{at + 1}E{body.Length,-18} LEVEL: Info");
            File.AppendAllText(paths.DiagLog, $"{head}\n{body}\n");
        }
    }

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
