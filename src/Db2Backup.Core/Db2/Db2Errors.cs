using Db2Backup.Errors;

namespace Db2Backup.Db2;

/// <summary>Turns an answer of Db2 that is a refusal into an error with Db2's id and the way out.</summary>
internal static class Db2Errors
{
    /// <summary>Gives back the reply when its error bits are clear; throws otherwise.</summary>
    public static Db2Reply Checked(this Db2Reply reply, string? target) => reply.HasNoError ? reply : throw From(reply, target);

    /// <summary>The first negative message is usually the cause, the last the consequence [messages.md].</summary>
    public static Db2BackupException From(Db2Reply reply, string? target)
    {
        var cause = reply.Messages.FirstOrDefault(m => m.SqlCode < 0 && !MessageTable.IsBenign(m.Id))
            ?? reply.Messages.FirstOrDefault(m => m.Severity is Db2Severity.Error or Db2Severity.Critical && !MessageTable.IsBenign(m.Id))
            ?? reply.Messages.FirstOrDefault(m => m.Severity is Db2Severity.Warning);
        if (cause is null)
        {
            var shown = reply.Output.Trim();
            return new Db2BackupException(ErrorCode.Db2AnswerNotUnderstood,
                $"Db2 ended '{reply.Statement.Shown}' with code {reply.ExitCode} and no message{(shown.Length > 0 ? ": " + shown : ".")}", target);
        }
        var (kind, remedy) = MessageTable.Find(cause.Id);
        return new Db2BackupException(cause.Id, kind, $"{cause.Id}  {cause.Text} (Statement: {reply.Statement.Shown})", remedy, target);
    }
}
