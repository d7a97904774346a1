namespace Db2Backup.Operations;

/// <summary>Where this user's processes tell each other of their runs: XDG_STATE_HOME, else ~/.local/state.</summary>
internal static class StateFolder
{
    public static string Path
    {
        get
        {
            var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } named ? named
                : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } home ? System.IO.Path.Combine(home, ".local", "state")
                : System.IO.Path.GetTempPath();
            return System.IO.Path.Combine(state, "db2backup");
        }
    }
}
