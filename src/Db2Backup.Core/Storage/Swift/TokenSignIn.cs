namespace Db2Backup.Storage.Swift;

/// <summary>
/// A token that somebody else fetches: given once, or in a file that an agent keeps up to date. Nothing is signed in to; a token that is
/// refused is read again, once, before that is an error.
/// </summary>
/// <param name="Read">Gives the token that is good now.</param>
/// <param name="StorageUrl">Where the account is: without a catalog somebody has to say it.</param>
internal sealed record TokenSignIn(Func<Secret> Read, Uri StorageUrl) : ISwiftSignIn
{
    // Nobody says how long it lives; reading a file costs nothing.
    private static readonly TimeSpan ReadAgain = TimeSpan.FromMinutes(5);

    public Task<SwiftAccount> SignInAsync(HttpClient http, TimeProvider clock, CancellationToken cancellationToken) =>
        Task.FromResult(new SwiftAccount(new Uri(StorageUrl.AbsoluteUri.TrimEnd('/')), Read(), clock.GetUtcNow() + ReadAgain));
}
