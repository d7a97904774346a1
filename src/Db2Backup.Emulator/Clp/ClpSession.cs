using Db2Backup.Emulator.Instance;

namespace Db2Backup.Emulator.Clp;

/// <summary>What a back end keeps from one `db2` call to the next.</summary>
internal sealed class ClpSession(InstancePaths paths) : IDisposable
{
    public InstancePaths Paths { get; } = paths;

    /// <summary>The link to the engine, with the session's connection.</summary>
    public EngineLink Engine { get; } = new(paths);

    /// <summary>Options set by UPDATE COMMAND OPTIONS on the command line: they stay until TERMINATE.</summary>
    public CommandOptions? Updated { get; set; }

    /// <summary>Statements of this session so far.</summary>
    public int Statements { get; set; }

    /// <summary>TERMINATE was said.</summary>
    public bool Terminated { get; set; }

    /// <summary>Ctrl+C was pressed during this run: what runs is stopped, and nothing more is begun.</summary>
    public bool Interrupted { get => interrupted; set => interrupted = value; }

    private volatile bool interrupted;

    public void Interrupt()
    {
        Interrupted = true;
        Engine.Interrupt();
    }

    public void Dispose() => Engine.Dispose();
}
