using System.Globalization;

namespace Db2Backup.Emulator.Clp;

/// <summary>
/// How long front end and back end wait for each other, from the environment, with Db2's defaults. [IBM Docs 11.5, Command line
/// processor features: DB2BQTIME, DB2BQTRY, DB2RQTIME, DB2IQTIME]
/// </summary>
internal static class QueueTimes
{
    /// <summary>Seconds between two looks for a back end that was started.</summary>
    public static int BackEnd => Of("DB2BQTIME", 1);

    /// <summary>How often a front end looks for it.</summary>
    public static int BackEndTries => Of("DB2BQTRY", 60);

    /// <summary>Seconds after which a back end looks whether its parent still lives.</summary>
    public static int Request => Of("DB2RQTIME", 5);

    public static int Input => Of("DB2IQTIME", 5);

    public static TimeSpan ForBackEnd => TimeSpan.FromSeconds((double)BackEnd * BackEndTries);

    private static int Of(string variable, int preset) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var set) && set > 0 ? set : preset;
}
