namespace Db2Backup.Emulator.Instance;

/// <summary>The release that is imitated, in the forms in which Db2 tells it.</summary>
internal static class ProductLevel
{
    public const string Version = "11.5.9.0";

    /// <summary>In place of a build level and a PTF: whoever asks learns that this is not Db2.</summary>
    public const string Build = "stand-in", Ptf = "DB2BACKUP-EMULATOR";

    /// <summary>As CONNECT shows it.</summary>
    public const string Server = "DB2/LINUXX8664 " + Version;

    /// <summary>As directories show it [commands.md, LIST DATABASE DIRECTORY].</summary>
    public const string DirectoryLevel = "15.00";
}
