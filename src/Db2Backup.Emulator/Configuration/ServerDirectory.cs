using System.Runtime.InteropServices;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Configuration;

/// <summary>Directories that a configuration parameter names: they must exist and let the instance owner in.</summary>
internal static class ServerDirectory
{
    // Reason codes of SQL5099N. 9 was seen for a NEWLOGPATH that the instance owner cannot write [messages.md, SQL5099N].
    public const string DoesNotExist = "1";
    public const string NotADirectory = "2";
    public const string NotPermitted = "9";
    public const string InvalidValue = "11";
    public const string NotSupported = "11";

    private const int Write = 2, Search = 1;

    /// <summary>The directory with a slash at its end, or SQL5099N for <paramref name="value"/>.</summary>
    [Unconfirmed("messages.md, SQL5099N: reason codes other than 9")]
    public static string Require(string parameter, string value, string directory)
    {
        if (!Path.IsPathRooted(directory)) throw new Db2Exception("SQL5099N", value, parameter, DoesNotExist);
        if (File.Exists(directory)) throw new Db2Exception("SQL5099N", value, parameter, NotADirectory);
        if (!Directory.Exists(directory)) throw new Db2Exception("SQL5099N", value, parameter, DoesNotExist);
        if (!IsWritable(directory)) throw new Db2Exception("SQL5099N", value, parameter, NotPermitted);
        return directory.EndsWith('/') ? directory : directory + "/";
    }

    /// <summary>The engine runs as the instance owner, so its own rights are the ones that count.</summary>
    public static bool IsWritable(string directory) => Access(directory, Write | Search) == 0;

    [DllImport("libc", EntryPoint = "access", SetLastError = true)]
    private static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);
}
