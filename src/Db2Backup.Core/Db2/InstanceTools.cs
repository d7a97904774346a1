using Db2Backup.Errors;
using Db2Backup.Processes;

namespace Db2Backup.Db2;

/// <summary>Runs the programs of an instance that are no <c>db2</c> statements (db2level, db2ckbkp) in the instance's environment.</summary>
internal sealed class InstanceTools(string profilePath, IReadOnlyDictionary<string, string?>? environment = null)
{
    // Constant, like the session's script: profile and command come as arguments.
    private const string Script = """
        . "$1" </dev/null >/dev/null 2>&1 || exit 126
        shift
        export DB2OPTIONS= LC_ALL=C DB2CODEPAGE=1208
        exec "$@"
        """;
    private const int ProfileFailed = 126;
    private const int NotFound = 127;

    /// <exception cref="Db2BackupException">Db2NotReachable, ProgramNotFound.</exception>
    public async Task<ProgramResult> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var result = await ProgramRunner.RunAsync(
            "bash", ["--noprofile", "--norc", "-c", Script, "db2backup", profilePath, program, .. arguments], cancellationToken, environment).ConfigureAwait(false);
        return result.ExitCode switch
        {
            ProfileFailed => throw new Db2BackupException(ErrorCode.Db2NotReachable, $"The profile {profilePath} could not be read.", profilePath),
            NotFound => throw new Db2BackupException(ErrorCode.ProgramNotFound, $"The instance has no program {program}: {result.Errors.Trim()}", program),
            _ => result,
        };
    }
}
