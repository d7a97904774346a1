namespace Db2Backup.Emulator.Backup;

/// <summary>The command line of db2ckbkp. [images-and-logs.md, db2ckbkp]</summary>
internal sealed record CheckBackupOptions
{
    public const string Usage = """

        Usage: db2ckbkp {[-a] [-h] [-l] [-o] [-t] | -H} filename, ...

          -a   display all available information
          -h   display the media header, and verify the image
          -H   display the media header only: it is read, nothing is verified;
               must not be combined with other options
          -l   display the log file header: the logs that belong to the image
          -o   display the object headers
          -t   display the table space definitions

          An image of several files is verified as a whole: name all of them,
          in order of their sequence numbers.


        """;

    public bool Header { get; init; }
    public bool HeaderOnly { get; init; }
    public bool Logs { get; init; }
    public bool Objects { get; init; }
    public bool TableSpaces { get; init; }
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Null, and why, when the command line is not understood.</summary>
    public static CheckBackupOptions? Parse(string[] arguments, out string complaint)
    {
        complaint = "";
        var options = new CheckBackupOptions();
        var files = new List<string>();
        var others = 0;
        foreach (var argument in arguments)
        {
            if (!argument.StartsWith('-'))
            {
                // Names may be listed with commas.
                var file = argument.TrimEnd(',');
                if (file.Length > 0) files.Add(file);
                continue;
            }
            if (argument != "-H") others++;
            switch (argument)
            {
                case "-a": options = options with { Header = true, Logs = true, Objects = true, TableSpaces = true }; break;
                case "-h": options = options with { Header = true }; break;
                case "-H": options = options with { HeaderOnly = true }; break;
                case "-l": options = options with { Logs = true }; break;
                case "-o": options = options with { Objects = true }; break;
                case "-t": options = options with { TableSpaces = true }; break;
                default:
                    complaint = $"the option {argument} is not known, or not offered here";
                    return null;
            }
        }
        if (files.Count == 0) complaint = "no file was named";
        else if (options.HeaderOnly && others > 0) complaint = "the option -H must not be combined with others";
        return complaint.Length > 0 ? null : options with { Files = files };
    }
}
