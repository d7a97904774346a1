using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>db2ckbkp: reads a whole image and checks its blocks. All files of a split image are given at once.</summary>
internal static class ImageVerification
{
    private const int SignalBase = 128;

    /// <exception cref="Db2BackupException">ImageVerificationFailed.</exception>
    public static async Task VerifyAsync(InstanceTools tools, IReadOnlyList<string> files, IOperationHost host, CancellationToken cancellationToken)
    {
        host.Verbose($"db2ckbkp {string.Join(' ', files)}");
        var result = await tools.RunAsync("db2ckbkp", files, cancellationToken).ConfigureAwait(false);
        // 128 + n: a signal ended it, and it has found out nothing.
        if (result.ExitCode > SignalBase)
            throw new Db2BackupException(ErrorCode.ImageVerificationFailed,
                $"db2ckbkp was ended by signal {result.ExitCode - SignalBase} before it had read the image {files[0]}: nothing is known of it.", files[0]);
        if (result.ExitCode != 0)
            throw new Db2BackupException(ErrorCode.ImageVerificationFailed,
                $"db2ckbkp found the image {files[0]} not good (exit code {result.ExitCode}): {Last(result.Output)}", files[0]);
    }

    private static string Last(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "it printed nothing";
}
