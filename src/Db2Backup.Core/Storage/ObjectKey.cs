using Db2Backup.Errors;

namespace Db2Backup.Storage;

/// <summary>The rules for keys: what every store and every file system takes as it is, without escaping.</summary>
internal static class ObjectKey
{
    /// <summary>The narrowest limit of the stores (S3, Swift: 1024 bytes), less room for a prefix.</summary>
    private const int MaximumLength = 800;
    private const int MaximumNameLength = 240;

    /// <exception cref="Db2BackupException">ObjectKeyInvalid, naming the key.</exception>
    public static void Check(string key)
    {
        if (WrongOf(key) is { } why) throw Invalid(key, why);
    }

    /// <summary>Whether a name can be a key: stores hold names of others too.</summary>
    public static bool IsValid(string name) => WrongOf(name) is null;

    /// <summary>A prefix may be empty, or end in the middle of a name or behind a slash.</summary>
    public static void CheckPrefix(string prefix)
    {
        var names = prefix.Split('/');
        for (var i = 0; i < names.Length; i++)
            if ((names[i].Length > 0 || i < names.Length - 1) && WrongOfName(names[i]) is { } why) throw Invalid(prefix, why);
    }

    private static string? WrongOf(string key) => key.Length is 0 or > MaximumLength
        ? $"it must have 1 to {MaximumLength} characters"
        : key.Split('/').Select(WrongOfName).FirstOrDefault(why => why is not null);

    private static string? WrongOfName(string name)
    {
        if (name.Length is 0 or > MaximumNameLength) return $"each name between slashes must have 1 to {MaximumNameLength} characters";
        // A leading dot is a hidden file, and . and .. lead elsewhere.
        if (name[0] == '.') return "a name must not begin with a dot";
        foreach (var c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_' or '=' or '+' or '@' or '#' or '$')) return $"the character '{c}' is not safe in every store";
        return null;
    }

    private static Db2BackupException Invalid(string key, string why) =>
        new(ErrorCode.ObjectKeyInvalid, $"'{key}' cannot be the name of a stored object: {why}.", key);
}
