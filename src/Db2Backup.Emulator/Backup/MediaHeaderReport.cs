using System.Globalization;
using System.Text;

namespace Db2Backup.Emulator.Backup;

/// <summary>The media header as db2ckbkp -h and -H print it: labels of 10.x and later. [images-and-logs.md, db2ckbkp]</summary>
internal static class MediaHeaderReport
{
    [Unconfirmed("images-and-logs.md, db2ckbkp: texts in brackets, values of Platform, Status Flags, AL version and LogID")]
    public static string Of(ImageHeader header)
    {
        var text = new StringBuilder("\n=====================\nMEDIA HEADER REACHED:\n=====================\n");
        void Line(string label, object value) => text.Append(CultureInfo.InvariantCulture, $"\t{label,-30} -- {value}\n");

        Line("Server Database Name", header.DatabaseName);
        Line("Server Database Alias", header.Alias);
        Line("Client Database Alias", header.Alias);
        Line("Timestamp", header.Timestamp);
        Line("Database Partition Number", header.Partition);
        Line("Instance", header.Instance);
        Line("Database Configuration Type", "0 (Non-shared data)");
        Line("Sequence Number", header.Sequence);
        Line("Database Member ID", 0);
        Line("Release ID", "0x1500 (DB2 v11.5)");
        Line("AL version", "V:11 R:5 M:9 F:0 I:0 SB:0");
        Line("Database Seed", $"0x{header.Seed:X8}");
        Line("DB Comment's Codepage (Volume)", "0x0");
        Line("DB Comment (Volume)", "");
        Line("DB Comment's Codepage (System)", "0x0");
        Line("DB Comment (System)", "");
        Line("Authentication Value", "255 (Not specified)");
        Line("Backup Mode", header.Online ? "1 (Online)" : "0 (Offline)");
        Line("Includes Logs", header.IncludesLogs ? "1 (Yes)" : "0 (No)");
        Line("Compression", header.Compressed ? "1 (Compressed)" : "0 (No compression)");
        Line("Backup Type", header.BackupType == 0 ? "0 (Database-level)" : "3 (Table space-level)");
        Line("Backup Granularity", header.Granularity switch
        {
            Granularity.Incremental => "16 (Incremental)",
            Granularity.Delta => "48 (Delta)",
            _ => "0 (Non-incremental)",
        });
        Line("Merged Backup Image", "0 (No)");
        Line("Status Flags", header.Online ? "0x20" : "0x21");
        if (!header.Online) text.Append('\t').Append(' ', 34).Append("Consistent database\n");
        Line("System Catalogs in this image", header.HasCatalog ? "1 (Yes)" : "0 (No)");
        Line("Catalog Partition Number", 0);
        Line("DB Codeset", header.Codeset);
        Line("DB Territory", header.Territory);
        Line("LogID", header.Seed);
        Line("LogPath", header.LogPath);
        Line("Backup Buffer Size", $"{header.BufferSize} ({header.BufferSize / BackupOptions.PageLength} 4K pages)");
        Line("Number of Sessions", header.SequenceCount);
        Line("Platform", "0x1E (Linux-x86-64)");
        Line("Encrypt Info Flags", "0x0");
        return text.Append("\n The proper image file name would be: \n").Append(ImageName.Of(header)).Append("\n\n").ToString();
    }
}
