using System.Diagnostics;
using Db2Backup.TestKit;
using Db2Backup.Tests.Operations;

namespace Db2Backup.Tests.Faults;

/// <summary>Makes one fault as its step begins, and takes it back when the next one does.</summary>
internal sealed class FaultyWorld : IDisposable
{
    // Long enough for the statement to have come to Db2, on a fast machine; on a slow one it is cancelled on its way.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(600);
    private readonly FaultScene scene;
    private readonly Injection injection;
    private readonly RecordingHost host;
    private readonly HashSet<int> before;
    private readonly CancellationTokenSource cancel;
    private readonly List<Action> undo = [];
    private Task watcher = Task.CompletedTask;
    private bool active;

    public FaultyWorld(FaultScene scene, Enum step, Injection injection, RecordingHost host, HashSet<int> before, CancellationToken token)
    {
        (this.scene, this.injection, this.host, this.before) = (scene, injection, host, before);
        cancel = CancellationTokenSource.CreateLinkedTokenSource(token);
        host.OnStep = announced =>
        {
            if (announced.Equals(step)) Begin(step);
            else if (active && step.GetType() == announced.GetType()) Heal();
        };
    }

    public CancellationToken Token => cancel.Token;

    /// <summary>Limits of minutes pass in seconds, where only a limit ends the hanging.</summary>
    public TimeProvider Clock => injection is Injection.HangToLimit ? new HastyClock() : TimeProvider.System;

    /// <summary>What went wrong in making the fault.</summary>
    public Exception? Failure { get; private set; }

    private void Begin(Enum step)
    {
        active = true;
        switch (injection)
        {
            case Injection.Switch(var text): Faults(text); break;
            case Injection.At(var words, var fault):
                words = words.Replace(Injection.At.Database, scene.Database, StringComparison.Ordinal);
                Faults(fault == Fault.Db2Refuses ? $"refuse:{words}:{FaultTable.Refusal}" : $"die:{words}");
                break;
            case Injection.Hang(var statement, var text):
                Faults(text ?? "hang:" + statement);
                host.OnVerbose = message => { if (message.StartsWith("db2 " + statement, StringComparison.Ordinal)) cancel.CancelAfter(Patience); };
                break;
            case Injection.HangToLimit(var statement): Faults("hang:" + statement); break;
            case Injection.KillEngine: scene.Sandbox.KillEngine(); break;
            case Injection.KillBackEnds:
                if (Kill("db2bp") == 0) Failure = new TestKitException("there was no db2bp to kill");
                break;
            case Injection.FullTemporaryFolder:
                scene.TemporaryFolderIsFull = true;
                undo.Add(() => scene.TemporaryFolderIsFull = false);
                break;
            case Injection.UnwritableFolder: TakeRightsFrom(scene.FolderOf(step)); break;
            case Injection.DamagedImage:
                using (var image = File.OpenWrite(NewImage())) image.SetLength(image.Length / 2);
                break;
            case Injection.StuckChecker: Checker(cancel.Cancel); break;
            case Injection.KilledChecker: Checker(() => Kill("db2ckbkp")); break;
            case Injection.StoreFails(var number, var forGood):
                scene.Store!.Fail(number);
                // For good: what the operation does to clean up fails too.
                if (!forGood) undo.Add(scene.Store.Heal);
                break;
            case Injection.StoreHangs:
                scene.Store!.Hang(cancel.Cancel, Token);
                undo.Add(scene.Store.Heal);
                break;
            case Injection.Cancel: cancel.Cancel(); break;
            default: throw new InvalidOperationException($"nobody knows how to make {injection}");
        }
    }

    /// <summary>The world is as before; the engine stays down.</summary>
    public void Heal()
    {
        foreach (var act in undo) act();
        undo.Clear();
        active = false;
    }

    private void Faults(string text)
    {
        scene.Sandbox.WriteFaults(text);
        undo.Add(() => scene.Sandbox.WriteFaults(null));
    }

    private void TakeRightsFrom(string folder)
    {
        Chmod("500");
        undo.Add(() => { if (Directory.Exists(folder)) Chmod("755"); });

        void Chmod(string mode)
        {
            using var made = Process.Start("chmod", [mode, folder]);
            made.WaitForExit();
        }
    }

    /// <summary>The image becomes a pipe that nobody writes to: db2ckbkp waits for ever.</summary>
    private void Checker(Action whenItWaits)
    {
        var image = NewImage();
        File.Delete(image);
        using (var made = Process.Start("mkfifo", [image])) made.WaitForExit();
        watcher = Task.Run(() =>
        {
            try
            {
                Eventually.Holds(() => scene.Sandbox.Processes().Any(IsChecker), "db2ckbkp runs");
                Thread.Sleep(Patience);
                whenItWaits();
            }
            catch (TestKitException e)
            {
                Failure = e;
                cancel.Cancel();
            }
        });
    }

    private string NewImage() => scene.Files().MaxBy(File.GetLastWriteTimeUtc)!;

    private static bool IsChecker((int Pid, IReadOnlyList<string> Arguments) process) => process.Arguments.Any(a => Path.GetFileName(a) == "db2ckbkp");

    private int Kill(string program)
    {
        var processes = scene.Sandbox.Processes().Where(p => !before.Contains(p.Pid) && p.Arguments.Any(a => Path.GetFileName(a) == program)).ToList();
        foreach (var process in processes) scene.Sandbox.KillProcess(process.Pid);
        return processes.Count;
    }

    public void Dispose()
    {
        Heal();
        scene.Store?.Heal();
        scene.Sandbox.WriteFaults(null);
        watcher.Wait(TimeSpan.FromSeconds(30));
        host.OnStep = null;
        cancel.Dispose();
    }

    /// <summary>A clock whose limits of a minute and more pass in three seconds.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime >= TimeSpan.FromMinutes(1) ? TimeSpan.FromSeconds(3) : dueTime, period);
    }
}
