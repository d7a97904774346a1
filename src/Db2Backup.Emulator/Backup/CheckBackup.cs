using System.Globalization;
using System.Text;

namespace Db2Backup.Emulator.Backup;

/// <summary>
/// db2ckbkp: reads the files of an image to their end and says whether they are whole. Needs no instance, only the right to read.
/// [images-and-logs.md, db2ckbkp]
/// </summary>
internal sealed class CheckBackup
{
    private const int Success = 0;
    private const int Failure = 1;

    private readonly CheckBackupOptions options;
    private readonly StringBuilder details = new();
    private readonly List<int> logs = [];
    private long objectLength;

    private CheckBackup(CheckBackupOptions options) => this.options = options;

    public static int Run(string[] arguments)
    {
        if (CheckBackupOptions.Parse(arguments, out var complaint) is not { } options)
        {
            Print($"{(arguments.Length == 0 ? "" : $"\nERROR!  {complaint}.\n")}{CheckBackupOptions.Usage}");
            return Failure;
        }
        var check = new CheckBackup(options);
        return options.HeaderOnly ? check.PrintHeaders() : check.Verify();
    }

    private int PrintHeaders()
    {
        var result = Success;
        foreach (var path in options.Files)
        {
            try
            {
                using var file = ImageFile.Open(path, default);
                file.ReadMediaHeader();
                Print(MediaHeaderReport.Of(file.Header));
            }
            catch (Exception e) when (e is ImageFlawException or UnixException)
            {
                PrintError(e);
                result = Failure;
            }
        }
        return result;
    }

    [Unconfirmed("images-and-logs.md, db2ckbkp: wording of errors and the exit code; that a renamed file fails the verification")]
    private int Verify()
    {
        var buffers = new int[options.Files.Count];
        var errors = 0;
        try
        {
            using var blocks = ImageBlocks.Open(options.Files, default);
            if (options.Header)
                foreach (var file in blocks.Files) Print(MediaHeaderReport.Of(file.Header));
            foreach (var file in blocks.Files)
            {
                var proper = ImageName.Of(file.Header).ToString();
                if (Path.GetFileName(file.Path) == proper) continue;
                errors++;
                Print($"\nERROR!  The file \"{file.Path}\" does not have the name of its image.\n The proper image file name would be: \n{proper}\n");
            }
            ReadAll(blocks, buffers);
        }
        catch (Exception e) when (e is ImageFlawException or UnixException or System.Text.Json.JsonException)
        {
            errors++;
            PrintProgress(buffers);
            PrintError(e);
            Print($"\nImage Verification Complete - ERRORS DETECTED: {errors}\n\n");
            return Failure;
        }
        Print(details.ToString());
        PrintLogs();
        PrintProgress(buffers);
        Print(errors == 0 ? "\nImage Verification Complete - successful.\n\n" : $"\nImage Verification Complete - ERRORS DETECTED: {errors}\n\n");
        return errors == 0 ? Success : Failure;
    }

    private void ReadAll(ImageBlocks blocks, int[] buffers)
    {
        var document = new MemoryStream();
        BlockHeader block;
        do
        {
            block = blocks.Next();
            var bytes = blocks.Read();
            buffers[block.Number % buffers.Length]++;
            objectLength += block.PlainLength;
            if (IsDocument(block.Kind)) document.Write(bytes.Span);
            if (!block.Flags.HasFlag(BlockFlags.EndOfObject)) continue;
            EndOfObject(block, document);
            document.SetLength(0);
            objectLength = 0;
        }
        while (block.Kind != ImageObjectKind.Trailer || !block.Flags.HasFlag(BlockFlags.EndOfObject));
        blocks.ExpectEnd();
    }

    private static bool IsDocument(ImageObjectKind kind) =>
        kind is ImageObjectKind.Control or ImageObjectKind.TableSpaceDefinitions or ImageObjectKind.Trailer;

    private void EndOfObject(BlockHeader block, MemoryStream document)
    {
        document.Position = 0;
        if (options.Objects)
            details.Append("\n======================\nOBJECT HEADER REACHED:\n======================\n")
                .Append(CultureInfo.InvariantCulture, $"\tObject Type                    -- {(int)block.Kind} ({block.Kind})\n")
                .Append(CultureInfo.InvariantCulture, $"\tObject Name                    -- {block.Name}\n")
                .Append(CultureInfo.InvariantCulture, $"\tObject Length                  -- {objectLength}\n");
        if (options.Logs) LogHeader(block, document);
        if (options.TableSpaces && block.Kind == ImageObjectKind.TableSpaceDefinitions)
            foreach (var tableSpace in ImageDocuments.TableSpaceDefinitions(document))
                details.Append(CultureInfo.InvariantCulture, $"\n\tTablespace ID                  -- {tableSpace.Id}\n")
                    .Append(CultureInfo.InvariantCulture, $"\tTablespace Name                -- {tableSpace.Name}\n")
                    .Append(CultureInfo.InvariantCulture, $"\tTablespace Type                -- {tableSpace.Managed}\n")
                    .Append(CultureInfo.InvariantCulture, $"\tTablespace Page Size           -- {tableSpace.PageSize}\n");
    }

    // [images-and-logs.md, db2ckbkp: "Head Extent ID" is the first log, "Backup End Marker" the last, "File Number" lists all]
    private void LogHeader(BlockHeader block, MemoryStream document)
    {
        switch (block.Kind)
        {
            case ImageObjectKind.Control:
                details.Append(CultureInfo.InvariantCulture, $"\n\tHead Extent ID                 -- {ImageDocuments.Control(document).FirstLog}\n");
                break;
            case ImageObjectKind.Log when int.TryParse(block.Name.AsSpan(1, 7), CultureInfo.InvariantCulture, out var number):
                logs.Add(number);
                break;
            case ImageObjectKind.Trailer when ImageDocuments.Trailer(document).LastLog is { } last:
                details.Append(CultureInfo.InvariantCulture, $"\tBackup End Marker              -- {last}\n");
                break;
        }
    }

    private void PrintLogs()
    {
        if (!options.Logs || logs.Count == 0) return;
        var text = new StringBuilder("\n");
        for (var i = 0; i < logs.Count; i++) text.Append(CultureInfo.InvariantCulture, $"\tFile Number [{i:D3}]              = {logs[i]}\n");
        Print(text.ToString());
    }

    private static void PrintProgress(int[] buffers)
    {
        for (var i = 0; i < buffers.Length; i++)
            Print(string.Create(CultureInfo.InvariantCulture, $"\n[{i + 1}] Buffers processed:  {new string('#', buffers[i])}\n"));
    }

    private static void PrintError(Exception e) => Print(e is ImageFlawException flaw
        ? string.Create(CultureInfo.InvariantCulture, $"\nERROR!  {flaw.Path}, offset {flaw.Offset}: {flaw.Message}.\n")
        : $"\nERROR!  {e.Message}.\n");

    // The raw stream, not Console's writer: the programs of the instance must start quickly.
    private static void Print(string text)
    {
        using var output = Console.OpenStandardOutput();
        output.Write(Encoding.UTF8.GetBytes(text));
    }
}
