namespace Db2Backup.Emulator.Server;

/// <summary>The applications known to the instance, by handle.</summary>
internal sealed class ApplicationRegistry
{
    private readonly object gate = new();
    private readonly SortedDictionary<int, Application> byHandle = [];
    private int last = 6;

    public Application Add(string authId, string name, string origin, bool isInstanceUser)
    {
        lock (gate)
        {
            var handle = ++last;
            // *LOCAL.<instance>.<time> on UNIX; the time makes it unique.
            var id = $"{origin}.{DateTime.UtcNow:yyMMddHHmmss}{handle:D3}";
            return byHandle[handle] = new Application(handle, authId, name, id, isInstanceUser);
        }
    }

    public void Remove(Application application)
    {
        lock (gate) byHandle.Remove(application.Handle);
    }

    public Application? Find(int handle)
    {
        lock (gate) return byHandle.GetValueOrDefault(handle);
    }

    public IReadOnlyList<Application> All()
    {
        lock (gate) return byHandle.Values.ToList();
    }
}
