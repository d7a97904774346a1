using System.Text.RegularExpressions;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Docs;

/// <summary>
/// docs/SESSION.md is what a person types and sees. This test types it again and compares, command by command, the
/// message ids and the exit code (0 unless an <c>echo $?</c> follows). UPDATE_DOCS=1 writes what was printed into it.
/// </summary>
public sealed partial class SessionTests
{
    [Fact]
    public void The_session_in_the_docs_goes_as_printed()
    {
        var file = Path.Combine(EmulatorProgram.Repository, "docs", "SESSION.md");
        var lines = File.ReadAllLines(file);
        using var sandbox = new Db2Sandbox(new Db2SandboxOptions { Start = false });
        sandbox.MakeFolder("logs");
        using var session = sandbox.Session();
        var printed = new List<TypedCommand>();
        var typed = Transcript.Read(lines);
        // Moments and image timestamps of the document, and what they are this time.
        var times = new Dictionary<string, string>();
        var code = 0;
        for (var i = 0; i < typed.Count; i++)
        {
            var (line, command, output) = typed[i];
            foreach (var (old, now) in times) command = command.Replace(old, now, StringComparison.Ordinal);
            if (command == "echo $?")
            {
                printed.Add(new TypedCommand(line, command, $"{code}"));
                continue;
            }
            var result = Type(session, ToHere(sandbox, command));
            code = result.ExitCode;
            var expected = i + 1 < typed.Count && typed[i + 1].Command == "echo $?" ? int.Parse(typed[i + 1].Output.Trim(), System.Globalization.CultureInfo.InvariantCulture) : 0;
            Assert.True(code == expected, $"SESSION.md line {line + 1}: exit code {code} instead of {expected}\n{result}");
            var actual = FromHere(sandbox, result.Output);
            if (!Updating)
                Assert.True(Ids(output).SequenceEqual(Ids(actual)),
                    $"SESSION.md line {line + 1}: other messages than {string.Join(", ", Ids(output))}\n{result}");
            foreach (var (old, now) in Times(output).Zip(Times(actual))) times.TryAdd(old, now);
            printed.Add(new TypedCommand(line, command, actual));
        }
        if (Updating) File.WriteAllText(file, Transcript.Write(lines, printed));
    }

    private static bool Updating => Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1";

    // A pipe needs a shell of its own, which gives db2 another parent: fit for what needs no connection.
    private static Db2Result Type(Db2Session session, string command)
    {
        if (command.Contains(" | ", StringComparison.Ordinal)) return session.Run("bash", "-c", command + "; exit $?");
        var words = Transcript.Words(command);
        return session.Run(words[0], words.Skip(1).ToArray());
    }

    private static string ToHere(Db2Sandbox sandbox, string text) => text
        .Replace("/home/db2inst1", sandbox.Home, StringComparison.Ordinal)
        .Replace("/db2/", sandbox.Folder + "/", StringComparison.Ordinal);

    private static string FromHere(Db2Sandbox sandbox, string text) => text
        .Replace(sandbox.ProgramFolder, "/opt/db2", StringComparison.Ordinal)
        .Replace(sandbox.Home, "/home/db2inst1", StringComparison.Ordinal)
        .Replace(sandbox.Folder + "/", "/db2/", StringComparison.Ordinal);

    private static List<string> Ids(string output) => new Db2Result("", output, "", 0, TimeSpan.Zero).Ids.ToList();

    private static List<string> Times(string text) => Time().Matches(text).Select(m => m.Value).ToList();

    // An image's 14 digits, or a timestamp such as 2026-01-31-12.00.00.000000.
    [GeneratedRegex(@"(?<![0-9])(?:[0-9]{14}|[0-9]{4}(?:-[0-9]{2}){3}\.[0-9]{2}\.[0-9]{2}\.[0-9]{6})(?![0-9])")]
    private static partial Regex Time();
}
