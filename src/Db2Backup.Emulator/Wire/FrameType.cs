namespace Db2Backup.Emulator.Wire;

/// <summary>
/// What travels between the front end, the back end and the engine. A frame is its length (4 bytes, little endian,
/// without itself), its type (1 byte) and its payload.
/// </summary>
internal enum FrameType : byte
{
    // Front end to back end.
    /// <summary>Arguments, directory and environment of a `db2` process.</summary>
    Run = 1,
    /// <summary>Input that <see cref="ReadInput"/> asked for; empty at its end.</summary>
    Input,
    /// <summary>Answer to <see cref="OpenInput"/> and <see cref="Shell"/>: an error number or an exit code.</summary>
    Outcome,
    /// <summary>Ctrl+C. Also sent on by the back end to the engine.</summary>
    Interrupt,

    // Back end to front end.
    Output = 20,
    /// <summary>Read on from the input: a block, or one line when an answer is awaited.</summary>
    ReadInput,
    /// <summary>Open the file of option -f; the front end opens it, so that it may be a pipe of its shell.</summary>
    OpenInput,
    /// <summary>Run a command of the operating system.</summary>
    Shell,
    /// <summary>Exit code: the run is over.</summary>
    Exit,
    /// <summary>It is this front end's turn: from here on its statements run. One that never hears it must look for another back end.</summary>
    Accepted,

    // Client (back end or provider) to engine.
    /// <summary>Who calls; over TCP with user and password.</summary>
    Hello = 40,
    Statement,
    /// <summary>The line typed at a prompt.</summary>
    Answer,
    /// <summary>db2stop.</summary>
    Stop,

    // Engine to client.
    Welcome = 60,
    Text,
    Message,
    Columns,
    Rows,
    RowsEnd,
    Parameters,
    RowsAffected,
    Ask,
    /// <summary>A fault switch wants this client killed.</summary>
    Die,
    /// <summary>The statement is over; carries the refusal if there was one.</summary>
    Done,
}
