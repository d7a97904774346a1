using System.Globalization;
using System.Text;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Logging;

namespace Db2Backup.Emulator.Recovery;

/// <summary>The report of ROLLFORWARD and its QUERY STATUS, in the wording of 11.5. [commands.md, ROLLFORWARD DATABASE]</summary>
internal static class RollforwardStatus
{
    /// <param name="rollforward">Where it stands; null when the database never was, or is no longer, pending.</param>
    /// <param name="pending">False when it has been stopped.</param>
    public static string Render(string alias, RollforwardState? rollforward, bool pending, bool localTime, string status = "not pending")
    {
        var text = new StringBuilder();
        text.Append('\n').Append(' ', 33).Append("Rollforward Status\n\n");
        Row(text, "Input database alias", alias);
        Row(text, "Number of members have returned status", "1");
        text.Append('\n');
        Row(text, "Member ID", "0");
        Row(text, "Rollforward status", !pending ? status : rollforward!.Working ? "DB  working" : "DB  pending");
        Row(text, "Next log file to be read", rollforward is null ? "" : LogFolders.NameOf(rollforward.NextLog));
        Row(text, "Log files processed", Processed(rollforward));
        Row(text, "Last committed transaction", Time(rollforward?.LastCommittedUtc ?? DateTime.UnixEpoch, localTime));
        return text.Append('\n').ToString();
    }

    /// <summary>A time as the report shows it, with its zone.</summary>
    public static string Time(DateTime utc, bool localTime) =>
        localTime && utc != DateTime.UnixEpoch ? Clock.Db2Form(utc.ToLocalTime()) + " Local" : Clock.Db2Form(utc) + (localTime ? " Local" : " UTC");

    private static string Processed(RollforwardState? rollforward) => rollforward is { FirstLogRead: { } first, LastLogRead: { } last }
        ? $"{LogFolders.NameOf(first)} - {LogFolders.NameOf(last)}"
        : " -";

    private static void Row(StringBuilder text, string label, string value) =>
        text.Append(CultureInfo.InvariantCulture, $" {label,-38} = {value}").Append('\n');
}
