using Db2Backup.TestKit;

namespace Db2Backup.Tests;

/// <summary>
/// Runs the tests. Started by root it runs them as the user under whom the test kit runs instances: root may do everything,
/// so what a test says of permissions and owners would prove nothing. Whoever starts it, they get a small disk where one can be mounted.
/// </summary>
internal static class Program
{
    // Documents are rewritten by whoever owns them.
    private static bool Updates => Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1";

    private static int Main(string[] args)
    {
        if (AsInstanceUser.IsNeeded && !Updates) return AsInstanceUser.Run("Db2Backup.Tests.dll", args);
        UnknownIds.TestClass = () => TestContext.Current.TestClass?.TestClassName;
        return Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args).GetAwaiter().GetResult();
    }
}
