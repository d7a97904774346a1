using System.Text;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Clp;

/// <summary>Where output goes: to the terminal (-o), reports to the file of -r, everything to the file of -z.</summary>
[Unconfirmed("clp.md, 4.: that messages and prompts are written to standard output too")]
internal sealed class ClpOutput(Terminal terminal, CommandOptions options, string workingDirectory)
{
    /// <summary>Results: reports, rows, output parameters.</summary>
    public void Report(string text)
    {
        Everything(text);
        if (options.File('r') is { } file) Append(file, text);
    }

    /// <summary>Messages, echoed statements, blank lines between statements.</summary>
    public void Everything(string text)
    {
        if (options['o']) terminal.Print(text);
        if (options.File('z') is { } file) Append(file, text);
    }

    public void Message(SentMessage message) => Everything(message.Render() + "\n");

    /// <summary>-l: the history file keeps the statements themselves.</summary>
    public void Log(string statement)
    {
        if (options.File('l') is { } file) Append(file, statement + "\n");
    }

    public void Flush() => terminal.Flush();

    private void Append(string file, string text)
    {
        try
        {
            File.AppendAllText(Path.Combine(workingDirectory, file), text, new UTF8Encoding(false));
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new OutputFileException(file);
        }
    }
}

/// <summary>The file of -l, -r or -z cannot be written; the message is its name.</summary>
internal sealed class OutputFileException(string file) : Exception(file);
