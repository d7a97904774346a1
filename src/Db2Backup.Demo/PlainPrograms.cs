using System.Diagnostics;

namespace Db2Backup.Demo;

/// <summary>Opens a stored backup with nothing but age and zstd: what was stored can be read without this module.</summary>
internal static class PlainPrograms
{
    // The names are arguments, and the key is a file of mode 600 that lives as long as the pipe.
    private const string Script = """set -o pipefail; key=$1; shift; cat "$@" | age -d -i "$key" | zstd -d -q | sha256sum""";

    public static bool AreHere => new[] { "age", "zstd", "sha256sum" }.All(program =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program))));

    public static async Task<bool> OpensAsync(string folder, BackupManifest manifest, string secretKey, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("The stand-in needs a UNIX.");
        var keyFile = Path.Combine(Path.GetTempPath(), $"db2backup-demo-{Guid.NewGuid():N}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        await using (var writer = new StreamWriter(keyFile, options)) await writer.WriteLineAsync(secretKey);
        try
        {
            var file = manifest.Files[0];
            var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true };
            string[] words = ["-c", Script, "bash", keyFile, .. file.Slices.Select(s => Path.Combine(folder, s.Name))];
            foreach (var word in words) start.ArgumentList.Add(word);
            using var process = Process.Start(start) ?? throw new InvalidOperationException("bash did not start");
            var digest = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 && digest.StartsWith(file.PlainSha256, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(keyFile);
        }
    }
}
