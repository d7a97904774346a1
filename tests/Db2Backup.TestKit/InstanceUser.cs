using System.Diagnostics;

namespace Db2Backup.TestKit;

/// <summary>
/// Who the instance runs as. Run by root, tests of permissions would prove nothing, since root may do everything; so
/// then everything of the instance runs under a user id of its own. Run by anybody else, it is that user.
/// </summary>
public sealed class InstanceUser
{
    private const uint OwnId = 54321;

    private static readonly Lazy<InstanceUser> Chosen = new(Choose);

    private readonly uint? id;

    /// <summary>Its number, where it is not the one who runs the tests.</summary>
    internal uint? Id => id;

    private InstanceUser(uint? id) => this.id = id;

    public static InstanceUser Current => Chosen.Value;

    /// <summary>False only where root cannot become somebody else: tests of permissions are then skipped.</summary>
    public bool IsBoundByPermissions => id is not null || !NativeMethods.IsRoot;

    /// <summary>What to put before a command line so that it runs as this user.</summary>
    public IReadOnlyList<string> Prefix => id is null ? [] : Become(id.Value);

    /// <summary>Gives a file or folder to this user.</summary>
    public void Own(string path)
    {
        if (id is { } owner) NativeMethods.ChangeOwner(path, owner, owner);
    }

    public bool CanRead(string file) => id is null || Try([.. Prefix, "test", "-r", file]);

    private static InstanceUser Choose()
    {
        if (!NativeMethods.IsRoot) return new InstanceUser(null);
        // setpriv is part of util-linux, which every distribution's base has; a container may still forbid it.
        return new InstanceUser(Try([.. Become(OwnId), "bash", "-c", "command -v dotnet >/dev/null && dotnet --list-runtimes >/dev/null"]) ? OwnId : null);
    }

    private static string[] Become(uint user) => ["setpriv", $"--reuid={user}", $"--regid={user}", "--clear-groups", "--"];

    internal static bool Try(IReadOnlyList<string> command)
    {
        try
        {
            var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in command.Skip(1)) start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            process.StandardOutput.ReadToEnd();
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // no such program
        }
    }
}
