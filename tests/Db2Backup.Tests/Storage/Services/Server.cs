namespace Db2Backup.Tests.Storage.Services;

/// <summary>A server that tests/services started; how it is reached is in the environment.</summary>
internal static class Server
{
    /// <summary>Skips the test, with a reason, where the server is not there.</summary>
    public static string Need(string variable)
    {
        var value = Environment.GetEnvironmentVariable("DB2TEST_" + variable);
        Assert.SkipWhen(string.IsNullOrEmpty(value), $"no server for it (DB2TEST_{variable} is not set): start it with tests/services/services.sh start, or run ./build.sh test");
        return value!;
    }
}
