using System.Diagnostics;

namespace Db2Backup.TestKit;

/// <summary>Waiting for what another process does, with a bound and a reason.</summary>
public static class Eventually
{
    public static void Holds(Func<bool> condition, string what, TimeSpan? timeout = null)
    {
        var limit = timeout ?? Db2Session.DefaultTimeout;
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > limit) throw new TestKitException($"did not happen within {limit.TotalSeconds:F0} s: {what}");
            Thread.Sleep(20);
        }
    }
}
