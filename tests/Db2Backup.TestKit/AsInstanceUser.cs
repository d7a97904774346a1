using System.Diagnostics;

namespace Db2Backup.TestKit;

/// <summary>Runs a whole test program as <see cref="InstanceUser"/>, when it was started by root, and with a <see cref="SmallDisk"/>.</summary>
public static class AsInstanceUser
{
    public static bool IsNeeded => InstanceUser.Current.Prefix.Count > 0 || SmallDisk.IsWanted;

    /// <param name="program">The assembly in this program's folder.</param>
    public static int Run(string program, IReadOnlyList<string> arguments)
    {
        var user = InstanceUser.Current;
        using var work = new TemporaryFolder("d2run-");
        user.Own(work.Path);
        // The other user cannot write where root's build keeps results: they are written here and carried over.
        var words = arguments.ToList();
        var at = words.IndexOf("-trx");
        var wanted = at >= 0 && at + 1 < words.Count ? words[at + 1] : null;
        var results = work.Combine("results.trx");
        if (wanted is not null) words[at + 1] = results;

        var folder = EmulatorProgram.ReadableBy(user, AppContext.BaseDirectory, program);
        var command = SmallDisk.With(work.Folder("disk"), user, [.. user.Prefix, "dotnet", Path.Combine(folder, program), .. words]);
        var start = new ProcessStartInfo(command[0]) { WorkingDirectory = work.Path };
        foreach (var word in command.Skip(1)) start.ArgumentList.Add(word);
        start.Environment["HOME"] = work.Path;
        // Empty: it was tried, whatever came of it.
        start.Environment[SmallDisk.Variable] = "";
        start.Environment[EmulatorProgram.Variable] = EmulatorProgram.ReadableBy(user);
        start.Environment[EmulatorProgram.RepositoryVariable] = EmulatorProgram.RepositoryReadableBy(user);
        using var process = Process.Start(start) ?? throw new TestKitException($"{program} did not start");
        process.WaitForExit();
        if (wanted is not null && File.Exists(results)) File.Copy(results, wanted, overwrite: true);
        return process.ExitCode;
    }
}
