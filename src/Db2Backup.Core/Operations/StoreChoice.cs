using System.Runtime.ExceptionServices;
using Db2Backup.Errors;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>One of several stores that were named. Disposing it closes the store.</summary>
/// <param name="Name">As the user named it.</param>
/// <param name="Repository">Null when it cannot be opened.</param>
/// <param name="Error">Why it cannot be used; null while it can.</param>
internal sealed record StoreChoice(string Name, Repository? Repository, Exception? Error) : IAsyncDisposable
{
    // What is wrong with what was typed, whatever the state of the world: nothing is begun.
    private static readonly ErrorCode[] Mistakes =
        [ErrorCode.StoreNameInvalid, ErrorCode.StoreNotFound, ErrorCode.StoreLocationInvalid, ErrorCode.StoreSchemeUnknown, ErrorCode.ConfigurationInvalid];

    /// <summary>Opens what it says again; its name where it was never opened.</summary>
    public string Location => Repository?.Location ?? Name;

    /// <summary>The store, for work that cannot do without it.</summary>
    /// <exception cref="Db2BackupException">Why it cannot be used.</exception>
    public Repository Opened()
    {
        if (Error is not null) ExceptionDispatchInfo.Throw(Error);
        return Repository!;
    }

    public ValueTask DisposeAsync() => Repository?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Opens all of them. One that cannot be opened (a credential is missing) is for the outcome; nothing is asked of any store yet.</summary>
    /// <param name="resolve">The store of a name or location, with its settings.</param>
    /// <param name="open">Opens a name or location.</param>
    /// <exception cref="Db2BackupException">What was named is no store; StoreNamedTwice.</exception>
    public static async Task<IReadOnlyList<StoreChoice>> OpenAsync(IReadOnlyList<string> names, Func<string, BackupStore> resolve, Func<string, Repository> open)
    {
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        var choices = new List<StoreChoice>();
        try
        {
            foreach (var name in names)
            {
                var settings = resolve(name);
                choices.Add(Open(name, open));
                var place = PlaceOf(settings, choices[^1].Repository);
                if (!places.TryAdd(place, name))
                    throw new Db2BackupException(ErrorCode.StoreNamedTwice, $"'{places[place]}' and '{name}' are the same place, {choices[^1].Location}.", name);
            }
            return choices;
        }
        catch
        {
            foreach (var choice in choices) await choice.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static StoreChoice Open(string name, Func<string, Repository> open)
    {
        try
        {
            return new StoreChoice(name, open(name), null);
        }
        catch (Db2BackupException e) when (e.Code is not { } code || !Mistakes.Contains(code))
        {
            return new StoreChoice(name, null, e);
        }
    }

    /// <summary>
    /// The same text for the same place, as far as addresses and settings tell. Folders have no settings; one address under other settings (a
    /// region, an endpoint) may be another place, and whether it is shows when both have been written to (<see cref="StoreCopies"/>).
    /// </summary>
    private static string PlaceOf(BackupStore settings, Repository? opened)
    {
        if (opened is null) return settings.Location.TrimEnd('/');
        var name = opened.Store.DisplayName;
        return Path.IsPathFullyQualified(name)
            ? RealFolder.Of(name)
            : string.Join('\n', settings.Settings.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}").Prepend($"{name}/{opened.Prefix}"));
    }
}
