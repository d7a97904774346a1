using System.Management.Automation;
using System.Text;
using Db2Backup.Db2.Output;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>ConvertFrom-Db2Output: saved output of db2 and its tools as objects, one for each entry of each report.</summary>
[Cmdlet(VerbsData.ConvertFrom, "Db2Output", DefaultParameterSetName = "Text")]
[OutputType(
    typeof(Db2BackupOutput), typeof(Db2RestoreOutput), typeof(Db2RollforwardOutput), typeof(Db2HistoryOutput), typeof(Db2ImageOutput), typeof(Db2RestoreStepOutput), typeof(Db2LogOfLsnOutput),
    typeof(Db2ConfigurationOutput), typeof(Db2DirectoryOutput), typeof(Db2ConnectionOutput), typeof(Db2TableSpaceOutput), typeof(Db2ContainerOutput), typeof(Db2ApplicationOutput),
    typeof(Db2UtilityOutput), typeof(Db2LogsOutput), typeof(Db2BarStatisticsOutput), typeof(Db2LevelOutput), typeof(Db2LicenseOutput), typeof(Db2CallOutput), typeof(Db2RowOutput), typeof(Db2CommandOutput), typeof(Db2UnreadOutput))]
public sealed class ConvertFromDb2OutputCommand : Db2Cmdlet
{
    private readonly StringBuilder lines = new();
    private bool any;

    /// <summary>Lines, or whole texts: all that is piped in is one text.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Text")]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [AllowNull]
    public string[]? InputObject { get; set; }

    /// <summary>Files; each is a text of its own.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    [Alias("FullName", "PSPath")]
    public string[] Path { get; set; } = [];

    /// <summary>Encoding of the files, when neither a mark at their beginning nor UTF-8 tells it.</summary>
    [Parameter(ParameterSetName = "Path")]
    public Encoding? Encoding { get; set; }

    /// <summary>The command that printed the text.</summary>
    [Parameter]
    public string? Statement { get; set; }

    /// <summary>Its exit code.</summary>
    [Parameter]
    public int? ExitCode { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == "Text")
        {
            foreach (var text in InputObject ?? [""])
            {
                if (any) lines.Append('\n');
                lines.Append(text);
                any = true;
            }
            return;
        }
        foreach (var path in Path.SelectMany(p => WildcardPattern.ContainsWildcardCharacters(p) ? SessionState.Path.GetResolvedProviderPathFromPSPath(p, out _) : [FullPath(p)]))
            if (TryRun(path, async (_, token) => OutputReader.Read(OutputFile.Decode(await File.ReadAllBytesAsync(path, token).ConfigureAwait(false), Encoding), Statement, ExitCode), out var output))
                Write(output);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (any) Write(Run((_, _) => Task.FromResult(OutputReader.Read(lines.ToString(), Statement, ExitCode))));
    }

    private void Write(IReadOnlyList<Db2Output> output)
    {
        foreach (var entry in output)
        {
            if (entry is not Db2RowOutput row)
            {
                WriteObject(entry);
                continue;
            }
            // The columns of a query are properties too, where no other has their name.
            var shown = PSObject.AsPSObject(row);
            for (var i = 0; i < row.Columns.Count && i < row.Values.Count; i++)
                if (row.Columns[i].Length > 0 && shown.Properties[row.Columns[i]] is null) shown.Properties.Add(new PSNoteProperty(row.Columns[i], row.Values[i]));
            WriteObject(shown);
        }
    }
}
