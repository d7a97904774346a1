using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;

namespace Db2Backup.Emulator.Server;

/// <summary>
/// How a command answers the application that sent it. Everything is sent in the order of the calls.
/// A refusal is not sent: it is thrown as <see cref="Db2Exception"/>.
/// </summary>
internal interface IReply
{
    /// <summary>Report text exactly as the CLP prints it, lines ended by a line feed.</summary>
    void Text(string text);

    /// <summary>A message beside the result: DB20000I, a warning, an information.</summary>
    void Message(Message message);

    /// <summary>Rows of a query.</summary>
    void Rows(ResultSet rows);

    /// <summary>Output parameters of a CALL, with its return status.</summary>
    void Parameters(IReadOnlyList<OutputParameter> parameters, int returnStatus);

    /// <summary>Rows touched by INSERT, UPDATE or DELETE.</summary>
    void RowsAffected(long count);

    /// <summary>Prints a prompt and waits for a line of the user's; null at the end of the input.</summary>
    string? Ask(string prompt);
}
