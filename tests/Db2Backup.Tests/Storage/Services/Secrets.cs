using System.Collections;

namespace Db2Backup.Tests.Storage.Services;

/// <summary>Looks for what must not be told.</summary>
internal static class Secrets
{
    /// <summary>All that a host could show of an error: texts, inner errors, and what they carry along.</summary>
    public static string Everything(Exception error)
    {
        var text = error.ToString();
        for (var e = error; e is not null; e = e.InnerException)
            foreach (DictionaryEntry entry in e.Data) text += $"\n{entry.Key}={entry.Value}";
        return text;
    }

    public static void AssertNone(IEnumerable<string> texts, params string[] secrets)
    {
        foreach (var text in texts)
            foreach (var secret in secrets)
            {
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
                // And as it stands in an address.
                Assert.DoesNotContain(Uri.EscapeDataString(secret), text, StringComparison.OrdinalIgnoreCase);
            }
    }
}
