using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Restore;

/// <summary>
/// The warnings of a RESTORE that want an answer. WITHOUT PROMPTING takes yes for granted and ends in SQL2540W with the number
/// of the warning; REPLACE EXISTING prints the warning about the target and goes on. [commands.md, RESTORE DATABASE]
/// A warning that was answered is text, not the result: the exit code is that of what comes after it.
/// </summary>
[Unconfirmed("clp.md, Exit codes: that a warning which was asked about does not count")]
internal sealed class RestorePrompts(RestoreOptions options, IReply reply)
{
    private string? suppressed;

    /// <summary>The target is there and will be overwritten.</summary>
    public void ConfirmOverwriting(Message? warning)
    {
        if (warning is null) return;
        if (options is { ReplaceExisting: true, WithoutPrompting: false }) Print(warning);
        else Confirm(warning);
    }

    /// <summary>SQL2001N unless the answer is yes. The end of the input is a no.</summary>
    [Unconfirmed("clp.md, Prompts: the end of the input is taken for no")]
    public void Confirm(Message? warning)
    {
        if (warning is null) return;
        if (options.WithoutPrompting)
        {
            suppressed ??= warning.Id[3..^1];
            return;
        }
        Print(warning);
        if (reply.Ask("Do you want to continue ? (y/n) ")?.Trim() is not ("y" or "Y")) throw new Db2Exception("SQL2001N");
    }

    public void Print(Message warning) => reply.Text(warning + "\n");

    public void ReportSuccess() =>
        reply.Message(suppressed is null ? new Message("DB20000I", "RESTORE DATABASE") : new Message("SQL2540W", suppressed));
}
