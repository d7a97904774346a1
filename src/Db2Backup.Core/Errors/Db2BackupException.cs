namespace Db2Backup.Errors;

/// <summary>
/// Db2Backup refuses or fails: an id, the thing it is about, and the way out. Three families share it: what was asked
/// cannot be done, the world failed, Db2 said no (<see cref="Db2BackupException(string, ErrorKind, string, string, string?, Exception?)"/>).
/// </summary>
public sealed class Db2BackupException : Exception
{
    /// <summary>An error of our own.</summary>
    /// <param name="code">Its code; the name is the ErrorId.</param>
    /// <param name="message">What happened, naming the thing.</param>
    /// <param name="target">The thing: a path, a database, an object's name.</param>
    /// <param name="inner">What caused it.</param>
    public Db2BackupException(ErrorCode code, string message, string? target = null, Exception? inner = null)
        : base(message, inner)
    {
        (Kind, Remedy) = ErrorTable.Find(code);
        ErrorId = code.ToString();
        Code = code;
        Target = target;
    }

    /// <summary>Db2 said no: the ErrorId is Db2's message id.</summary>
    /// <param name="messageId">For example SQL1035N.</param>
    /// <param name="kind">What sort of failure it is.</param>
    /// <param name="message">What was tried and Db2's own text.</param>
    /// <param name="remedy">The way out.</param>
    /// <param name="target">The database or path.</param>
    /// <param name="inner">What caused it.</param>
    public Db2BackupException(string messageId, ErrorKind kind, string message, string remedy, string? target, Exception? inner = null)
        : base(message, inner)
    {
        ErrorId = messageId;
        Kind = kind;
        Remedy = remedy;
        Target = target;
    }

    /// <summary>PascalCase name of <see cref="Code"/>, or the Db2 message id.</summary>
    public string ErrorId { get; }

    /// <summary>Null when Db2 refused.</summary>
    public ErrorCode? Code { get; }

    /// <summary>What sort of failure it is.</summary>
    public ErrorKind Kind { get; }

    /// <summary>The way out, as a sentence to the user.</summary>
    public string Remedy { get; }

    /// <summary>The thing it is about.</summary>
    public string? Target { get; }
}
