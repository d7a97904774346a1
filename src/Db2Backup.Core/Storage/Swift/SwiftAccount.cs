namespace Db2Backup.Storage.Swift;

/// <summary>What signing in gives: where the account is, and a token for a time.</summary>
/// <param name="Url">Address of the account, without a slash at the end.</param>
/// <param name="ExpiresUtc">By this machine's clock; null when the service does not say.</param>
internal sealed record SwiftAccount(Uri Url, Secret Token, DateTimeOffset? ExpiresUtc);

/// <summary>How to sign in.</summary>
internal interface ISwiftSignIn
{
    /// <summary>One attempt; what fails is a StoreFaultException or what a connection throws.</summary>
    Task<SwiftAccount> SignInAsync(HttpClient http, TimeProvider clock, CancellationToken cancellationToken);
}

/// <summary>The account that is signed in to. A token that ended, or soon will, is replaced, by one request at a time.</summary>
internal sealed class SwiftSession(ISwiftSignIn signIn, HttpClient http, TimeProvider clock) : IDisposable
{
    // A request may take minutes from here to the moment at which the server looks at the token.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim gate = new(1, 1);
    private SwiftAccount? account;
    private DateTimeOffset renewAt;

    public async Task<SwiftAccount> GetAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var now = clock.GetUtcNow();
            if (account is not null && now < renewAt) return account;
            account = await signIn.SignInAsync(http, clock, cancellationToken).ConfigureAwait(false);
            // Tokens that live for less than twice the margin are used for half of their life.
            var life = account.ExpiresUtc - now;
            renewAt = life is not { } l ? DateTimeOffset.MaxValue : now + (l > 2 * Margin ? l - Margin : l / 2);
            return account;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The service no longer takes this token, whatever it said of its life.</summary>
    public async Task ExpireAsync(SwiftAccount refused, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        // Others may have replaced it meanwhile.
        if (ReferenceEquals(account, refused)) account = null;
        gate.Release();
    }

    public void Dispose() => gate.Dispose();
}
