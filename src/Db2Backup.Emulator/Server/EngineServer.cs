using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Db2Backup.Emulator.Clp;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Server;

/// <summary>
/// The process db2sysc: listens on the instance's UNIX socket, and on TCP when the configuration names a port. Ends with
/// db2stop, or when the instance's files have been removed, or with the process that DB2EMU_OWNER_PID names.
/// </summary>
internal sealed class EngineServer
{
    public const string OwnerVariable = "DB2EMU_OWNER_PID";

    private readonly InstancePaths paths;

    private EngineServer(InstancePaths paths)
    {
        this.paths = paths;
        Engine = new Engine(paths);
    }

    public Engine Engine { get; }

    public static int Start()
    {
        var paths = InstancePaths.FromEnvironment();
        BecomeOwner(paths);
        try
        {
            new EngineServer(paths).Run();
            return 0;
        }
        catch (Exception bug)
        {
            DiagLog.Write(paths, bug.ToString());
            return 1;
        }
    }

    /// <summary>Files named in commands are opened by the instance owner, whoever asks. [clp.md, 6. Environment]</summary>
    private static unsafe void BecomeOwner(InstancePaths paths)
    {
        var (user, group) = Identity.OwnerOf(paths.Home);
        if (Posix.EffectiveUser() != 0 || user == 0) return;
        if (Posix.SetGroups(1, &group) != 0 || Posix.SetGroup(group) != 0 || Posix.SetUser(user) != 0)
            throw new InvalidOperationException($"cannot become user {user}");
    }

    private void Run()
    {
        if (SocketFolder.Claim(paths, paths.EngineSocket) < 0) throw new InvalidOperationException("another db2sysc runs this instance");
        using var local = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        local.Bind(new UnixDomainSocketEndPoint(paths.EngineSocket));
        File.SetUnixFileMode(paths.EngineSocket, SocketFolder.Everybody);
        Directory.CreateDirectory(Path.GetDirectoryName(paths.EnginePid)!);
        File.WriteAllText(paths.EnginePid, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
        ListenOnTcp();
        new Thread(Watch) { IsBackground = true, Name = "watch" }.Start();
        DiagLog.Write(paths, "The database manager is started.");
        local.Listen(512);
        Accept(local, isLocal: true);
    }

    private void ListenOnTcp()
    {
        var service = Engine.DbmCfg.Get("svcename");
        if (!int.TryParse(service, NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return;
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        socket.Listen(512);
        new Thread(() => Accept(socket, isLocal: false)) { IsBackground = true, Name = "tcp" }.Start();
    }

    private void Accept(Socket listener, bool isLocal)
    {
        while (true)
        {
            var client = listener.Accept();
            new Thread(() => Serve(client, isLocal)) { IsBackground = true, Name = "client" }.Start();
        }
    }

    private void Serve(Socket client, bool isLocal)
    {
        if (!isLocal) client.NoDelay = true;
        using var wire = new WireStream(client);
        try
        {
            if (wire.Receive() is not { Type: FrameType.Hello } hello) return;
            var name = hello.String();
            var identity = isLocal ? Identity.OfPeer(client, paths) : null;
            var (user, password) = (hello.NullableString(), hello.NullableString());
            if (identity is null || user is not null) identity = Identity.Authenticate(paths, user ?? "", password);
            var origin = isLocal ? $"*LOCAL.{paths.Name}" : ((IPEndPoint)client.RemoteEndPoint!).ToString().Replace(':', '.');
            var application = Engine.Applications.Add(identity.AuthId, name, origin, identity.HasSysAdm);
            wire.Send(new WireWriter(FrameType.Welcome).Int(application.Handle).String(application.AuthId));
            new ClientConnection(this, wire, application).Serve();
        }
        catch (Db2Exception refusal)
        {
            wire.Send(new SentMessage(refusal.Db2Message).Write(new WireWriter(FrameType.Message)));
        }
        catch (Exception lost) when (lost is IOException or InvalidDataException or SocketException)
        {
            DiagLog.Write(paths, $"A client was lost or did not speak our language: {lost.Message}");
        }
    }

    /// <summary>db2stop. SQL1025N while databases are active, unless forced. [messages.md, Connection, instance, state]</summary>
    public void Stop(Application caller, WireStream wire, bool force)
    {
        var refusal = !caller.HasSysAdm ? new Message("SQL1092N", caller.AuthId)
            : !force && Engine.OpenDatabases().Any(database => database.IsActive) ? new Message("SQL1025N")
            : null;
        if (refusal is not null)
        {
            wire.Send(new SentMessage(refusal).Write(new WireWriter(FrameType.Message)));
            return;
        }
        var others = Engine.Applications.All().Where(application => application != caller).ToList();
        foreach (var application in others) application.Force();
        var until = Environment.TickCount64 + 30_000;
        while (others.Exists(application => application.Database is not null || application.Status != Application.Waiting) && Environment.TickCount64 < until)
            Thread.Sleep(5);
        foreach (var database in Engine.OpenDatabases()) database.Deactivate();
        DiagLog.Write(paths, "The database manager is stopped.");
        End();
    }

    private void End()
    {
        File.Delete(paths.EnginePid);
        SocketFolder.Leave(paths, paths.EngineSocket);
        Environment.Exit(0);
    }

    /// <summary>A stand-in must not outlive the test or the folder it was made for.</summary>
    private void Watch()
    {
        var owner = int.TryParse(Environment.GetEnvironmentVariable(OwnerVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0;
        while (Directory.Exists(paths.SqlLib) && (owner == 0 || Posix.Exists(owner))) Thread.Sleep(500);
        SocketFolder.Remove(paths);
        Environment.Exit(0);
    }
}
