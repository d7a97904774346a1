using System.Diagnostics;
using Db2Backup.Emulator.Instance;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.House;

/// <summary>The test kit keeps its own promises.</summary>
public sealed class SandboxTests
{
    [Theory, InlineData(false, false), InlineData(true, false), InlineData(true, true)]
    public void A_sandbox_leaves_no_process_no_file_and_no_socket(bool backEndIsKilled, bool engineIsKilled)
    {
        string folder, sockets;
        // That no process is left is what its disposal checks.
        using (var sandbox = new Db2Sandbox())
        {
            folder = sandbox.Folder;
            sockets = new InstancePaths(sandbox.Home, sandbox.InstanceName).SocketFolder;
            var session = sandbox.Session();
            session.Db2("LIST DATABASE DIRECTORY");
            Assert.NotEqual(0, sandbox.BackEndPid(session));
            Assert.NotEqual(0, sandbox.EnginePid);
            Assert.True(Directory.Exists(sockets));
            if (backEndIsKilled) Process.GetProcessById(sandbox.BackEndPid(session)).Kill();
            if (engineIsKilled) Process.GetProcessById(sandbox.EnginePid).Kill();
        }
        Assert.False(Directory.Exists(folder));
        Assert.False(Directory.Exists(sockets), Directory.Exists(sockets) ? string.Join(" ", Directory.GetFileSystemEntries(sockets)) : "");
    }

    [Fact]
    public void Run_by_root_the_instance_is_another_user()
    {
        using var sandbox = new Db2Sandbox();
        Assert.SkipUnless(sandbox.User.IsBoundByPermissions, "root cannot become another user here");
        var owner = File.ReadLines($"/proc/{sandbox.EnginePid}/status").Single(l => l.StartsWith("Uid:", StringComparison.Ordinal));
        Assert.DoesNotContain("\t0", owner, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_that_does_not_end_is_killed_and_its_output_told()
    {
        using var sandbox = new Db2Sandbox(new Db2SandboxOptions { Start = false });
        using var session = sandbox.Session();
        var command = session.Begin(["bash", "-c", "echo so far; exec sleep 60"]);
        command.WaitForOutput("so far");
        var failure = Assert.Throws<TestKitException>(() => command.Wait(TimeSpan.FromMilliseconds(200)));
        Assert.Contains("so far", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists($"/proc/{command.Pid}"));
        session.Run("true").Ok(); // the session goes on
    }

    [Fact]
    public void Standard_input_exit_code_and_both_outputs_of_a_command_are_told()
    {
        using var sandbox = new Db2Sandbox(new Db2SandboxOptions { Start = false });
        using var session = sandbox.Session();
        var result = session.Begin(["bash", "-c", "cat; echo wrong >&2; exit 3"], stdin: "a\nb\n").Wait();
        Assert.Equal(("a\nb\n", "wrong\n", 3), (result.Output, result.Error, result.ExitCode));
        session.Run("cat").Ok(); // stdin is empty when none is given
    }
}
