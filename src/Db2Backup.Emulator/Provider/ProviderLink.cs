using System.Globalization;
using System.Net.Sockets;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Provider;

/// <summary>An open connection's way to the engine: TCP when a server is named, else the UNIX socket of a local instance.</summary>
internal sealed class ProviderLink : IDisposable
{
    private readonly WireStream wire;
    private readonly SentMessage whenLost;
    private readonly string? faults;
    private int statements;

    private ProviderLink(WireStream wire, SentMessage whenLost, string? faults)
    {
        this.wire = wire;
        this.whenLost = whenLost;
        this.faults = faults;
    }

    /// <summary>False once the engine was found gone.</summary>
    public bool IsAlive { get; private set; } = true;

    public static ProviderLink Open(EmulatorDb2ConnectionStringBuilder settings)
    {
        var isRemote = settings.Server.Length > 0;
        var socket = isRemote ? ConnectTcp(settings) : ConnectLocally(settings);
        var lost = isRemote ? CommunicationError(settings, "recv", 0) : new SentMessage("SQL1224N");
        var wire = new WireStream(socket);
        var (user, password) = (Optional(settings.UserID), Optional(settings.Password));
        var (isWelcome, refusal) = StatementExchange.Greet(wire, ProgramName, user, password);
        var faults = Optional(settings.Faults) ?? Environment.GetEnvironmentVariable(Faults.FaultSwitches.Variable);
        if (isWelcome) return new ProviderLink(wire, lost, faults);
        wire.Dispose();
        throw new EmulatorDb2Exception(refusal ?? lost, fromServer: refusal is not null);
    }

    public StatementAnswer Execute(string text, bool autoCommit, IReadOnlyList<object?>? parameters = null, Func<bool>? interrupted = null)
    {
        var answer = new StatementAnswer();
        var request = new Request(text, Environment.CurrentDirectory, faults, ++statements, autoCommit, parameters);
        if (StatementExchange.Run(wire, request, answer, interrupted ?? (() => false)) is not { } outcome)
        {
            IsAlive = false;
            throw new EmulatorDb2Exception(whenLost, fromServer: false);
        }
        if (outcome.Refusal is { } refusal) throw new EmulatorDb2Exception(refusal, fromServer: true);
        return answer;
    }

    /// <summary>From any thread: the statement that runs ends with SQL0952N.</summary>
    public void Interrupt() => wire.Send(FrameType.Interrupt);

    public void Dispose() => wire.Dispose();

    private static string ProgramName => Path.GetFileNameWithoutExtension(Environment.ProcessPath) ?? "dotnet";

    private static string? Optional(string text) => text.Length == 0 ? null : text;

    private static Socket ConnectTcp(EmulatorDb2ConnectionStringBuilder settings)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            var (host, port) = settings.Address;
            using var limit = new CancellationTokenSource(settings.ConnectTimeout > 0 ? TimeSpan.FromSeconds(settings.ConnectTimeout) : Timeout.InfiniteTimeSpan);
            socket.ConnectAsync(host, port, limit.Token).AsTask().GetAwaiter().GetResult();
            return socket;
        }
        catch (Exception unreachable) when (unreachable is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw new EmulatorDb2Exception(CommunicationError(settings, "connect", (unreachable as SocketException)?.NativeErrorCode ?? 0), fromServer: false);
        }
    }

    private static Socket ConnectLocally(EmulatorDb2ConnectionStringBuilder settings)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            var paths = settings.InstanceHome.Length > 0
                ? new InstancePaths(Path.GetFullPath(settings.InstanceHome), settings.Instance)
                : InstancePaths.FromEnvironment();
            socket.Connect(new UnixDomainSocketEndPoint(paths.EngineSocket));
            return socket;
        }
        catch (Db2Exception noInstance)
        {
            socket.Dispose();
            throw new EmulatorDb2Exception(new SentMessage(noInstance.Db2Message), fromServer: false);
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw new EmulatorDb2Exception(new SentMessage("SQL1032N"), fromServer: false);
        }
    }

    private static SentMessage CommunicationError(EmulatorDb2ConnectionStringBuilder settings, string function, int error) => new(
        "SQL30081N", "TCP/IP", "SOCKETS", settings.Address.Host, function,
        error == 0 ? "*" : error.ToString(CultureInfo.InvariantCulture), "*", error == 0 ? "0" : "*");
}
