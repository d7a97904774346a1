namespace Db2Backup.Storage;

/// <summary>A password, key or token. It shows nothing of itself: not in text, not in JSON, not in a debugger's list of a record.</summary>
internal sealed class Secret(string value)
{
    public string Reveal() => value;

    public override string ToString() => "(secret)";
}
