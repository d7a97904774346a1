using System.Globalization;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Faults;

/// <summary>
/// Faults on demand, from the environment variable DB2EMU_FAULT of a `db2` process (or the connection string of the
/// provider); sent with each statement. Several are separated by <c>;</c>. When that asks for nothing, the file
/// sqllib/emulator/faults of the instance is read, for each statement anew: so a test switches a fault on and off while a
/// session lives.
/// <para>At a statement, which is the nth of its session (<c>3</c>) or any that begins with the words
/// (<c>BACKUP DATABASE</c>; abbreviations such as DB count as the full word):</para>
/// <list type="bullet">
/// <item><c>refuse:3:SQL2025N</c> or <c>refuse:BACKUP DATABASE:SQL2025N</c>: Db2 refuses it with that message.</item>
/// <item><c>hang:…</c>: it does nothing until it is interrupted or forced.</item>
/// <item><c>die:…</c>: the back end (db2bp) is killed instead of sending it.</item>
/// <item><c>crash:…</c>: the engine (db2sysc) is killed when it comes.</item>
/// </list>
/// <para>In the middle of a backup image, after so many bytes of it were written, or in the middle of a restore, after so many were
/// written into the target:</para>
/// <list type="bullet">
/// <item><c>die@1000000</c>: the back end is killed; <c>crash@…</c>: the engine is.</item>
/// <item><c>short@…</c>: nothing more is written, though BACKUP says it was successful.</item>
/// <item><c>diskfull@…</c>: the target has no room for more.</item>
/// <item><c>hang@…</c>: no progress until interrupted or forced.</item>
/// <item><c>slow@5000000</c>: so many bytes per second are written, from the start.</item>
/// </list>
/// <para>In the middle of a rollforward, after so many bytes of log: <c>crash-log@…</c> and <c>hang-log@…</c>.</para>
/// <para><c>crash-after-log</c>: the engine dies after writing a commit to the log and before the table spaces have it.</para>
/// A text that is none of these is refused: a test that asks for a fault and does not get it would prove nothing.
/// </summary>
internal sealed class FaultSwitches
{
    public const string Variable = "DB2EMU_FAULT";

    public static readonly FaultSwitches None = new();

    private readonly List<StatementFault> statements = [];

    public long? DieAt { get; private set; }
    public long? CrashAt { get; private set; }
    public long? ShortAt { get; private set; }
    public long? DiskFullAt { get; private set; }
    public long? HangAt { get; private set; }
    public long? BytesPerSecond { get; private set; }
    public long? CrashAtLog { get; private set; }
    public long? HangAtLog { get; private set; }
    public bool CrashAfterLog { get; private set; }

    /// <summary>What the text asks for; null or empty asks for nothing. SQL2032N when it cannot be read.</summary>
    public static FaultSwitches Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return None;
        var faults = new FaultSwitches();
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (!faults.Add(part)) throw new Db2Exception("SQL2032N", $"{Variable}={part}");
        return faults;
    }

    /// <summary>What the client's text asks for, else what the instance's file does, now.</summary>
    public static FaultSwitches Read(string? text, InstancePaths paths)
    {
        if (!string.IsNullOrWhiteSpace(text) || !File.Exists(paths.Faults)) return Parse(text);
        try
        {
            return Parse(File.ReadAllText(paths.Faults));
        }
        catch (FileNotFoundException)
        {
            // Switched off between the question and the reading.
            return None;
        }
    }

    /// <summary>The fault for this statement, or null.</summary>
    public StatementFault? For(int ordinal, string statement)
    {
        if (statements.Count == 0) return null;
        var words = StatementWords.Of(statement);
        foreach (var fault in statements)
            if (fault.Ordinal == ordinal || (fault.Ordinal is null && StatementWords.Begins(words, fault.Words))) return fault;
        return null;
    }

    private bool Add(string part)
    {
        if (part == "crash-after-log") return CrashAfterLog = true;
        var at = part.IndexOf('@', StringComparison.Ordinal);
        var colon = part.IndexOf(':', StringComparison.Ordinal);
        if (at > 0 && (colon < 0 || at < colon)) return AddFaultAfterBytes(part[..at], part[(at + 1)..]);
        return colon > 0 && AddStatementFault(part[..colon], part[(colon + 1)..]);
    }

    private bool AddFaultAfterBytes(string kind, string number)
    {
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)) return false;
        switch (kind)
        {
            case "die": DieAt = bytes; return true;
            case "crash": CrashAt = bytes; return true;
            case "short": ShortAt = bytes; return true;
            case "diskfull": DiskFullAt = bytes; return true;
            case "hang": HangAt = bytes; return true;
            case "slow": BytesPerSecond = bytes; return bytes > 0;
            case "crash-log": CrashAtLog = bytes; return true;
            case "hang-log": HangAtLog = bytes; return true;
            default: return false;
        }
    }

    private bool AddStatementFault(string kind, string rest)
    {
        FaultAction? action = kind switch
        {
            "refuse" => FaultAction.Refuse,
            "hang" => FaultAction.Hang,
            "die" => FaultAction.Die,
            "crash" => FaultAction.Crash,
            _ => null,
        };
        if (action is null) return false;
        string? id = null;
        if (action == FaultAction.Refuse)
        {
            var colon = rest.LastIndexOf(':');
            if (colon < 0) return false;
            id = rest[(colon + 1)..].Trim().ToUpperInvariant();
            rest = rest[..colon];
            if (!MessageCatalog.Contains(id)) return false;
        }
        var words = StatementWords.Of(rest);
        if (words.Count == 0) return false;
        var ordinal = int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : (int?)null;
        statements.Add(new StatementFault(action.Value, ordinal, words, id));
        return true;
    }
}

internal enum FaultAction { Refuse, Hang, Die, Crash }

/// <param name="Ordinal">The nth statement of the session; null when the words decide.</param>
/// <param name="MessageId">With what to refuse.</param>
internal sealed record StatementFault(FaultAction Action, int? Ordinal, IReadOnlyList<string> Words, string? MessageId)
{
    /// <summary>The refusal. Its tokens are not known here; they say so.</summary>
    public Db2Exception Refusal()
    {
        const int mostTokens = 10;
        var tokens = new object[mostTokens];
        Array.Fill(tokens, "fault switch");
        return new Db2Exception(MessageId!, tokens);
    }
}
