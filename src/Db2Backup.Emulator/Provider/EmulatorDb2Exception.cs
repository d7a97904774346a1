using System.Collections.ObjectModel;
using System.Data.Common;
using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Provider;

/// <summary>One message of Db2, as IBM's DB2Error carries it. [provider.md, Errors]</summary>
/// <param name="NativeError">The SQLCODE, negative for an error.</param>
public sealed record EmulatorDb2Error(string Message, int NativeError, string SQLState, string Source, int RowNumber);

/// <summary>
/// Db2 refused, or could not be reached. The message has the form
/// <c>ERROR [sqlstate] [IBM][DB2/LINUXX8664] SQLnnnnL  text</c>; the part in the second brackets is missing when the
/// server was not reached. [provider.md, Errors]
/// </summary>
public sealed class EmulatorDb2Exception : DbException
{
    private const int Failed = unchecked((int)0x80004005);
    private const string ServerType = "DB2/LINUXX8664";

    internal EmulatorDb2Exception(SentMessage message, bool fromServer) : base(Form("ERROR", message, fromServer), Failed)
    {
        SqlState = message.SqlState;
        Errors = new ReadOnlyCollection<EmulatorDb2Error>([Error(message, fromServer)]);
    }

    /// <summary>What Db2 said; at least one.</summary>
    public ReadOnlyCollection<EmulatorDb2Error> Errors { get; }

    /// <summary>The SQLCODE of the first error.</summary>
    public int NativeError => Errors[0].NativeError;

    public override string? SqlState { get; }

    internal static EmulatorDb2Error Error(SentMessage message, bool fromServer) =>
        new(Form(message.IsError ? "ERROR" : "WARNING", message, fromServer), message.SqlCode, message.SqlState, fromServer ? ServerType : "IBM", 0);

    private static string Form(string severity, SentMessage message, bool fromServer) =>
        $"{severity} [{message.SqlState}] [IBM]{(fromServer ? $"[{ServerType}]" : "")} {message.Id}  {message.Text}{(message.SqlState.Length > 0 ? $"  SQLSTATE={message.SqlState}" : "")}";
}

/// <summary>A warning that came with a statement that was carried out.</summary>
public sealed class EmulatorDb2InfoMessageEventArgs : EventArgs
{
    internal EmulatorDb2InfoMessageEventArgs(SentMessage message) =>
        Errors = new ReadOnlyCollection<EmulatorDb2Error>([EmulatorDb2Exception.Error(message, fromServer: true)]);

    public ReadOnlyCollection<EmulatorDb2Error> Errors { get; }

    public string Message => Errors[0].Message;
}
