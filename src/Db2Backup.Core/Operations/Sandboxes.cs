using System.Globalization;
using System.Security.Cryptography;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Processes;

namespace Db2Backup.Operations;

internal enum CreateSandboxStep { CheckFolder, CreateInstance, Start, Find }

internal enum RemoveSandboxStep { CheckFolder, Stop, DeleteFolder }

internal sealed record CreateSandboxOptions
{
    /// <summary>Must not exist, or be empty; null for a new one in the temporary folder.</summary>
    public string? Folder { get; init; }

    /// <summary>A letter, then letters and digits, eight at most.</summary>
    public string InstanceName { get; init; } = "db2inst1";

    /// <summary>The instance ends with this process; null for one that goes on.</summary>
    public int? OwnerProcess { get; init; }
}

/// <summary>New-Db2Sandbox and Remove-Db2Sandbox: db2icrt and db2start of the stand-in, db2stop and the end of its folder.</summary>
/// <param name="programFolder">Where the stand-in's programs are.</param>
internal sealed class Sandboxes(string programFolder, IOperationHost host)
{
    // Says that a folder was made here: nothing else is ever deleted.
    private const string Mark = ".db2sandbox";
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromSeconds(30);

    /// <summary>The folder that New-Db2Sandbox made for an instance; null for every other instance.</summary>
    public static string? FolderOf(Db2Instance instance) =>
        instance is { StandIn: true, Home: { } home } && Path.GetDirectoryName(home) is { } folder && File.Exists(Path.Combine(folder, Mark)) ? folder : null;

    /// <exception cref="Db2BackupException">ProgramNotFound, FileExists, SandboxFailed.</exception>
    public async Task<Db2Sandbox> CreateAsync(CreateSandboxOptions options, CancellationToken cancellationToken)
    {
        host.Step(CreateSandboxStep.CheckFolder);
        var create = Path.Combine(programFolder, "db2icrt");
        if (!File.Exists(create)) throw new Db2BackupException(ErrorCode.ProgramNotFound, $"The Db2 stand-in is not in {programFolder}.", create);
        var folder = Path.GetFullPath(options.Folder ?? Path.Combine(Path.GetTempPath(), "db2sandbox-" + Convert.ToHexString(RandomNumberGenerator.GetBytes(4)).ToLowerInvariant()));
        var existed = Directory.Exists(folder);
        if (existed && Directory.EnumerateFileSystemEntries(folder).Any()) throw new Db2BackupException(ErrorCode.FileExists, $"{folder} is not empty.", folder);
        var home = Path.Combine(folder, options.InstanceName);
        try
        {
            var sandbox = new[] { home, Path.Combine(folder, "backups"), Path.Combine(folder, "archive") };
            foreach (var path in sandbox) Directory.CreateDirectory(path);
            await File.WriteAllTextAsync(Path.Combine(folder, Mark), home + "\n", cancellationToken).ConfigureAwait(false);

            host.Step(CreateSandboxStep.CreateInstance);
            Check(await ProgramRunner.RunAsync(create, [home, options.InstanceName], cancellationToken).ConfigureAwait(false), "db2icrt", folder);
            host.Step(CreateSandboxStep.Start);
            var environment = new Dictionary<string, string?> { ["DB2EMU_OWNER_PID"] = options.OwnerProcess?.ToString(CultureInfo.InvariantCulture) };
            Check(await new InstanceTools(Profile(home), environment).RunAsync("db2start", [], cancellationToken).ConfigureAwait(false), "db2start", folder);
            host.Step(CreateSandboxStep.Find);
            var instance = await InstanceLocator.FindAsync(options.InstanceName, home, cancellationToken).ConfigureAwait(false);
            return new Db2Sandbox { InstanceInfo = instance, Path = folder, BackupPath = sandbox[1], ArchivePath = sandbox[2] };
        }
        catch (Exception e)
        {
            var told = FileErrors.From(e, folder, writing: true) ?? e;
            var left = await UndoAsync(folder, home, keepFolder: existed).ConfigureAwait(false);
            var explained = Debris.With(told, left);
            if (ReferenceEquals(explained, e)) throw;
            throw explained;
        }
    }

    /// <exception cref="Db2BackupException">NotASandbox, SandboxFailed, WriteFailed, AccessDenied.</exception>
    public async Task RemoveAsync(string folder, CancellationToken cancellationToken)
    {
        host.Step(RemoveSandboxStep.CheckFolder);
        folder = Path.GetFullPath(folder);
        var mark = Path.Combine(folder, Mark);
        var home = File.Exists(mark) ? (await File.ReadAllTextAsync(mark, cancellationToken).ConfigureAwait(false)).Trim() : null;
        // The folder may have been moved; an instance in it is still only the one that was made there.
        if (home is null || Path.GetDirectoryName(home) != folder)
            throw new Db2BackupException(ErrorCode.NotASandbox, $"{folder} was not made by New-Db2Sandbox, or was moved; nothing was deleted.", folder);

        host.Step(RemoveSandboxStep.Stop);
        await StopAsync(home, folder, cancellationToken).ConfigureAwait(false);
        host.Step(RemoveSandboxStep.DeleteFolder);
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (FileErrors.From(e, folder, writing: true) is { } told)
        {
            throw told;
        }
    }

    private static async Task StopAsync(string home, string folder, CancellationToken cancellationToken)
    {
        if (!File.Exists(Profile(home))) return;
        var stopped = await new InstanceTools(Profile(home)).RunAsync("db2stop", ["force"], cancellationToken).ConfigureAwait(false);
        // 1: it was not started, or crashed [messages.md, SQL1032N].
        if (stopped.ExitCode is not (0 or 1)) Check(stopped, "db2stop", folder);
    }

    private static async Task<IReadOnlyList<string>> UndoAsync(string folder, string home, bool keepFolder)
    {
        using var limit = new CancellationTokenSource(CleanUpLimit);
        try
        {
            await StopAsync(home, folder, limit.Token).ConfigureAwait(false);
            if (!Directory.Exists(folder)) return [];
            Directory.Delete(folder, recursive: true);
            if (keepFolder) Directory.CreateDirectory(folder);
            return [];
        }
        catch (Exception e) when (e is Db2BackupException or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            return [$"{folder} ({e.Message})"];
        }
    }

    private static string Profile(string home) => Path.Combine(home, "sqllib", "db2profile");

    private static void Check(ProgramResult result, string program, string folder)
    {
        if (result.ExitCode != 0)
            throw new Db2BackupException(ErrorCode.SandboxFailed, $"{program} of the sandbox ended with code {result.ExitCode}: {(result.Output + result.Errors).Trim()}", folder);
    }
}
