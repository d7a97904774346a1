using System.Globalization;
using System.Runtime.InteropServices;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;
using Db2Backup.Processes;

namespace Db2Backup.Db2;

/// <summary>Finds a local instance and tells who owns it and what it is.</summary>
internal static partial class InstanceLocator
{
    /// <param name="name">The instance's name; null for the one that this environment is set up for (DB2INSTANCE).</param>
    /// <param name="home">The instance owner's home directory; null to find it.</param>
    /// <exception cref="Db2BackupException">InstanceNotFound, Db2NotReachable, ProgramNotFound, Db2AnswerNotUnderstood.</exception>
    public static async Task<Db2Instance> FindAsync(string? name, string? home, CancellationToken cancellationToken)
    {
        name ??= Variable("DB2INSTANCE")
            ?? throw new Db2BackupException(ErrorCode.InstanceNotFound, "No instance was named, and DB2INSTANCE is not set.");
        RequireName(name);
        home ??= await HomeAsync(name, cancellationToken).ConfigureAwait(false);
        var profile = Path.Combine(home, "sqllib", "db2profile");
        RequireProfile(name, profile);

        var owner = await OwnerAsync(Path.GetDirectoryName(profile)!, cancellationToken).ConfigureAwait(false);
        var level = await new InstanceTools(profile).RunAsync("db2level", [], cancellationToken).ConfigureAwait(false);
        var parsed = LevelParser.Parse(level.Output)
            ?? throw new Db2BackupException(ErrorCode.Db2AnswerNotUnderstood, $"db2level of instance {name} printed no level: {level.Output.Trim()}", name);
        return new Db2Instance
        {
            Instance = name,
            HostName = Environment.MachineName,
            Transport = Db2Transport.Clp,
            Level = parsed.Level,
            StandIn = parsed.StandIn,
            Home = home,
            ProfilePath = profile,
            Owner = owner.Name,
        };
    }

    /// <summary>Images have mode 600 and belong to the instance owner: anybody else would fail after hours of work.</summary>
    /// <exception cref="Db2BackupException">NotInstanceOwner.</exception>
    public static async Task RequireOwnerAsync(Db2Instance instance, CancellationToken cancellationToken)
    {
        var owner = await OwnerAsync(Path.Combine(instance.Home!, "sqllib"), cancellationToken).ConfigureAwait(false);
        if (owner.Id != EffectiveUser())
            throw new Db2BackupException(ErrorCode.NotInstanceOwner,
                $"This process runs as {Environment.UserName} (uid {EffectiveUser()}), and instance {instance.Instance} belongs to {owner.Name} (uid {owner.Id}).", instance.Instance);
    }

    /// <summary>A folder or a whole sentence is not looked up among the users of this machine: what was meant is said instead.</summary>
    private static void RequireName(string name)
    {
        if (name.Length > 0 && name[0] != '-' && !name.Any(c => c is '/' or '\\' || char.IsWhiteSpace(c) || char.IsControl(c))) return;
        throw new Db2BackupException(ErrorCode.InstanceNotFound, name.Contains('/', StringComparison.Ordinal) && Directory.Exists(name)
            ? $"'{name}' is a folder, and not the name of an instance. A sandbox is named by the object that New-Db2Sandbox gave, not by its folder."
            : $"'{name}' is not the name of an instance (such as db2inst1). An instance of another process or job is named anew there: objects lose what they are on the way.", name);
    }

    private static void RequireProfile(string name, string profile)
    {
        try
        {
            _ = File.GetAttributes(profile);
        }
        catch (UnauthorizedAccessException e)
        {
            // A home of mode 700 or 750: whoever may not look into it is not its owner.
            throw new Db2BackupException(ErrorCode.NotInstanceOwner,
                $"This process runs as {Environment.UserName} (uid {EffectiveUser()}), who may not look into the home of instance {name} ({profile}).", name, e);
        }
        catch (IOException e)
        {
            throw new Db2BackupException(ErrorCode.InstanceNotFound, $"Instance {name} has no profile {profile}.", name, e);
        }
    }

    private static async Task<string> HomeAsync(string name, CancellationToken cancellationToken)
    {
        // db2profile sets both; INSTHOME counts only for the instance that it was set for.
        if (Variable("INSTHOME") is { } home && Variable("DB2INSTANCE") == name) return home;
        var entry = await ProgramRunner.RunAsync("getent", ["passwd", name], cancellationToken).ConfigureAwait(false);
        var fields = entry.Output.Split('\n')[0].Split(':');
        return entry.ExitCode == 0 && fields.Length >= 6
            ? fields[5]
            : throw new Db2BackupException(ErrorCode.InstanceNotFound, $"There is no instance owner {name} on this machine.", name);
    }

    /// <summary>ls -ldn is the same on every UNIX; a stat structure is not.</summary>
    private static async Task<(uint Id, string Name)> OwnerAsync(string folder, CancellationToken cancellationToken)
    {
        var numeric = await ProgramRunner.RunAsync("ls", ["-ldn", folder], cancellationToken).ConfigureAwait(false);
        var named = await ProgramRunner.RunAsync("ls", ["-ld", folder], cancellationToken).ConfigureAwait(false);
        var id = Field(numeric.Output, 2);
        return id is not null && uint.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (number, Field(named.Output, 2) ?? id)
            : throw new Db2BackupException(ErrorCode.Db2NotReachable, $"The owner of {folder} cannot be told: {numeric.Errors.Trim()}", folder);
    }

    private static string? Field(string line, int index) =>
        line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is var fields && fields.Length > index ? fields[index] : null;

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
