using System.IO.Enumeration;
using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Pipeline.Age;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>The configuration file: named stores and defaults, in JSON, without secrets.</summary>
internal sealed record BackupConfiguration
{
    public int FormatVersion { get; init; } = 1;
    public IReadOnlyList<BackupStore> Stores { get; init; } = [];
    public BackupDefaults Defaults { get; init; } = new();
}

/// <summary>New-, Get-, Set-, Remove-Db2BackupStore, and the defaults that the configuration file gives.</summary>
internal sealed class BackupStores(string path, AgePrimitives primitives)
{
    public const string PathVariable = "DB2BACKUP_CONFIG";
    private const int MaximumNameLength = 64;
    private static readonly string[] SecretEndings = ["password", "secret", "token", "key", "sas", "connection_string"];

    /// <summary>The file that is used.</summary>
    public string Path { get; } = path;

    /// <summary>The file that was named, else the one of DB2BACKUP_CONFIG, else the user's own.</summary>
    /// <exception cref="Db2BackupException">ConfigurationInvalid: this user has no folder for configuration, and no file was named.</exception>
    public static string FindPath(string? named, Func<string, string?> environment)
    {
        if (!string.IsNullOrEmpty(named)) return System.IO.Path.GetFullPath(named);
        if (environment(PathVariable) is { Length: > 0 } fromEnvironment) return System.IO.Path.GetFullPath(fromEnvironment);
        var folder = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return folder.Length > 0
            ? System.IO.Path.Combine(folder, "Db2Backup", "config.json")
            : throw new Db2BackupException(ErrorCode.ConfigurationInvalid, $"This user has no folder for configuration; name a file with {PathVariable}.");
    }

    /// <summary>An empty configuration when there is no file.</summary>
    /// <exception cref="Db2BackupException">ConfigurationInvalid, AccessDenied.</exception>
    public BackupConfiguration Read()
    {
        BackupConfiguration configuration;
        try
        {
            if (!File.Exists(Path)) return new BackupConfiguration();
            configuration = ManifestJson.Read<BackupConfiguration>(File.ReadAllBytes(Path), Path, strict: true);
        }
        catch (Db2BackupException e) when (e.Code == ErrorCode.ManifestInvalid)
        {
            throw new Db2BackupException(ErrorCode.ConfigurationInvalid, e.Message, Path, e);
        }
        catch (Exception e) when (FileErrors.From(e, Path, writing: false) is { } told)
        {
            throw told;
        }
        if (configuration.FormatVersion != 1)
            throw new Db2BackupException(ErrorCode.ConfigurationInvalid, $"{Path} is of format version {configuration.FormatVersion}; this module knows 1.", Path);
        foreach (var store in configuration.Stores) Check(store);
        return configuration;
    }

    /// <param name="pattern">A name with <c>*</c> and <c>?</c>; null for all.</param>
    public IReadOnlyList<BackupStore> List(string? pattern) =>
        Read().Stores.Where(s => pattern is null || FileSystemName.MatchesSimpleExpression(pattern, s.Name, ignoreCase: true))
            .OrderBy(s => s.Name, StringComparer.OrdinalIgnoreCase).ToList();

    /// <exception cref="Db2BackupException">StoreNotFound.</exception>
    public BackupStore Get(string name) => Read().Stores.FirstOrDefault(s => Same(s.Name, name))
        ?? throw new Db2BackupException(ErrorCode.StoreNotFound, $"{Path} holds no store named '{name}'.", name);

    /// <exception cref="Db2BackupException">StoreNameInvalid (malformed or taken), StoreLocationInvalid, KeyInvalid.</exception>
    public BackupStore Add(BackupStore store)
    {
        Check(store);
        Change(c => c.Stores.Any(s => Same(s.Name, store.Name))
            ? throw new Db2BackupException(ErrorCode.StoreNameInvalid, $"{Path} holds a store named '{store.Name}' already.", store.Name)
            : c with { Stores = [.. c.Stores, store] });
        return store;
    }

    /// <summary>As <see cref="Add"/>, for a store that has to be there: a folder is looked at, or made.</summary>
    /// <param name="create">Make the folder when it is not there; taken away again when the store cannot be added.</param>
    /// <exception cref="Db2BackupException">As <see cref="Add"/>, and StoreNotFound, AccessDenied.</exception>
    public BackupStore AddPlace(BackupStore store, bool create)
    {
        Check(store);
        var made = StoreFolder.Require(store.Location, create);
        try
        {
            return Add(store);
        }
        catch when (made is not null)
        {
            Directory.Delete(made);
            throw;
        }
    }

    /// <summary>Replaces the store of that name.</summary>
    /// <exception cref="Db2BackupException">StoreNotFound, StoreLocationInvalid, KeyInvalid.</exception>
    public BackupStore Set(BackupStore store)
    {
        Check(store);
        Change(c => c.Stores.Any(s => Same(s.Name, store.Name))
            ? c with { Stores = c.Stores.Select(s => Same(s.Name, store.Name) ? store : s).ToList() }
            : throw new Db2BackupException(ErrorCode.StoreNotFound, $"{Path} holds no store named '{store.Name}'.", store.Name));
        return store;
    }

    /// <summary>Forgets the name; nothing in the store is touched.</summary>
    /// <exception cref="Db2BackupException">StoreNotFound.</exception>
    public void Remove(string name) => Change(c => c.Stores.Any(s => Same(s.Name, name))
        ? c with { Stores = c.Stores.Where(s => !Same(s.Name, name)).ToList() }
        : throw new Db2BackupException(ErrorCode.StoreNotFound, $"{Path} holds no store named '{name}'.", name));

    /// <exception cref="Db2BackupException">StoreNotFound, StoreLocationInvalid, PathNotUsable: a path is not absolute.</exception>
    public void SetDefaults(BackupDefaults defaults)
    {
        if (defaults.Store is { } store) _ = Locate(store);
        foreach (var path in new[] { defaults.BackupPath, defaults.RestorePath })
            if (path is not null && !System.IO.Path.IsPathFullyQualified(path))
                throw new Db2BackupException(ErrorCode.PathNotUsable, $"'{path}' is no absolute path.", path);
        Change(c => c with { Defaults = defaults });
    }

    /// <summary>Name or location of a store as a location. What has the form of a name is one.</summary>
    /// <exception cref="Db2BackupException">StoreNotFound, StoreLocationInvalid.</exception>
    public string Locate(string nameOrLocation)
    {
        if (IsName(nameOrLocation)) return Get(nameOrLocation).Location;
        ObjectStores.Check(nameOrLocation);
        return nameOrLocation;
    }

    /// <summary>
    /// The store under a name or location, with its settings. A location without a name of its own is that of the one named store that has
    /// it: what a result says of its store finds the same store again.
    /// </summary>
    /// <exception cref="Db2BackupException">StoreNotFound, StoreLocationInvalid, StoreNameInvalid: several stores of other settings have the location.</exception>
    public BackupStore Resolve(string nameOrLocation)
    {
        if (IsName(nameOrLocation)) return Get(nameOrLocation);
        ObjectStores.Check(nameOrLocation);
        var named = Read().Stores.Where(s => s.Location.TrimEnd('/') == nameOrLocation.TrimEnd('/')).ToList();
        // What a session was given for one name need not be what it was given for another.
        var alike = named.Skip(1).All(s => IsAlike(s, named[0]));
        return alike
            ? named.FirstOrDefault() ?? new BackupStore { Name = "", Location = nameOrLocation }
            : throw new Db2BackupException(ErrorCode.StoreNameInvalid, $"Several stores are at {nameOrLocation}, with other settings: {string.Join(", ", named.Select(s => s.Name))}. Name one.", nameOrLocation);
    }

    /// <summary>Whether other named stores are at this one's location, with other settings: then only its name tells it from them.</summary>
    public bool IsLocationShared(BackupStore store) => store.Name.Length > 0
        && Read().Stores.Any(s => !Same(s.Name, store.Name) && s.Location.TrimEnd('/') == store.Location.TrimEnd('/') && !IsAlike(s, store));

    private static bool IsAlike(BackupStore one, BackupStore other) => !one.SecretOfSession && !other.SecretOfSession && one.SecretSource == other.SecretSource
        && one.Settings.OrderBy(p => p.Key, StringComparer.Ordinal).SequenceEqual(other.Settings.OrderBy(p => p.Key, StringComparer.Ordinal));

    /// <summary>The store for a database when none was named: the default, else the one store whose databases fit; null for none.</summary>
    /// <exception cref="Db2BackupException">StoreNameInvalid: several stores fit.</exception>
    public string? LocateFor(string database) => NameFor(database) is { } store ? Locate(store) : null;

    /// <summary>As <see cref="LocateFor"/>, by its name where it has one.</summary>
    public string? NameFor(string database)
    {
        var configuration = Read();
        return configuration.Defaults.Store ?? FittingStore(configuration, database)?.Name;
    }

    /// <summary>The public keys of a store that was named, else of the one that <see cref="LocateFor"/> gives; none for a place without a name.</summary>
    /// <exception cref="Db2BackupException">StoreNotFound, StoreLocationInvalid, StoreNameInvalid.</exception>
    public IReadOnlyList<string> RecipientsFor(string? nameOrLocation, string database)
    {
        var configuration = Read();
        var named = nameOrLocation ?? configuration.Defaults.Store;
        var store = named is null ? FittingStore(configuration, database)
            : IsName(named) ? Get(named)
            : configuration.Stores.FirstOrDefault(s => s.Location == named);
        return store?.Recipients ?? [];
    }

    private static BackupStore? FittingStore(BackupConfiguration configuration, string database)
    {
        var fits = configuration.Stores.Where(s => s.Databases.Any(d => FileSystemName.MatchesSimpleExpression(d, database, ignoreCase: true))).ToList();
        return fits.Count > 1
            ? throw new Db2BackupException(ErrorCode.StoreNameInvalid, $"Several stores are meant for {database}: {string.Join(", ", fits.Select(s => s.Name))}. Name one.", database)
            : fits.FirstOrDefault();
    }

    private void Check(BackupStore store)
    {
        if (!IsName(store.Name))
            throw new Db2BackupException(ErrorCode.StoreNameInvalid, $"'{store.Name}' cannot be the name of a store.", store.Name);
        ObjectStores.Check(store.Location);
        foreach (var recipient in store.Recipients) _ = AgeX25519Recipient.Parse(recipient, primitives);
        foreach (var (name, value) in store.Settings)
        {
            // The file is read by people and copied about.
            if (SecretEndings.Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase)))
                throw new Db2BackupException(ErrorCode.StoreSettingInvalid, $"{name} is a secret and no setting.", name);
            // Not repeated: a key that somebody takes for a setting ends with a sign of its own.
            if (name.Length is 0 or > MaximumNameLength || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
                throw new Db2BackupException(ErrorCode.StoreSettingInvalid, "A setting is wanted as name=value, the name in small letters, digits and underscores.", store.Name);
            if (string.IsNullOrWhiteSpace(value) || value.Any(char.IsControl))
                throw new Db2BackupException(ErrorCode.StoreSettingInvalid, $"The setting {name} has no value, or control characters in it.", name);
        }
        StoreSecret.Check(store);
    }

    private static bool IsName(string? text) => text is { Length: > 0 and <= MaximumNameLength } && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    /// <summary>One writer at a time; a reader sees the old file or the new one.</summary>
    private void Change(Func<BackupConfiguration, BackupConfiguration> change)
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        var temporary = System.IO.Path.Combine(folder, $".{System.IO.Path.GetFileName(Path)}.{Guid.NewGuid():N}.part");
        try
        {
            Directory.CreateDirectory(folder);
            using var alone = Lock(System.IO.Path.Combine(folder, $".{System.IO.Path.GetFileName(Path)}.lock"));
            var changed = ManifestJson.Write(change(Read()));
            try
            {
                File.WriteAllBytes(temporary, changed);
                File.Move(temporary, Path, overwrite: true);
            }
            finally
            {
                File.Delete(temporary);
            }
        }
        catch (Exception e) when (e is not Db2BackupException && FileErrors.From(e, Path, writing: true) is { } told)
        {
            throw told;
        }
    }

    // The lock file stays: deleting it while another waits for it would let two in.
    private static FileStream Lock(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            }
            catch (IOException) when (attempt < 100)
            {
                Thread.Sleep(50); // Another session changes the file: that takes milliseconds.
            }
        }
    }
}
