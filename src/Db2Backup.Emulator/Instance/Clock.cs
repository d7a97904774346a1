using System.Globalization;

namespace Db2Backup.Emulator.Instance;

/// <summary>
/// The instance's clock: the machine's, plus an offset in seconds that tests keep in a file to live through hours in
/// seconds. It never goes back and never gives the same microsecond twice, so commits have an order.
/// </summary>
internal sealed class Clock(string offsetFile)
{
    private readonly object gate = new();
    private DateTime last = DateTime.MinValue;

    /// <summary>UTC, whole microseconds, strictly increasing.</summary>
    public DateTime UtcNow()
    {
        lock (gate)
        {
            var now = DateTime.UtcNow.AddSeconds(Offset());
            now = now.AddTicks(-(now.Ticks % 10));
            if (now <= last) now = last.AddTicks(10);
            return last = now;
        }
    }

    /// <summary>The 14 digits of an image: server local time.</summary>
    public static string Timestamp14(DateTime utc) =>
        utc.ToLocalTime().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    /// <summary>The form of Db2's timestamps: 2024-01-31-12.00.00.000000.</summary>
    public static string Db2Form(DateTime time) => time.ToString("yyyy-MM-dd-HH.mm.ss.ffffff", CultureInfo.InvariantCulture);

    private double Offset() =>
        File.Exists(offsetFile) && double.TryParse(File.ReadAllText(offsetFile), CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;
}
