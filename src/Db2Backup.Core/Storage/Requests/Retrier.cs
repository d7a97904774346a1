using System.Globalization;
using Db2Backup.Errors;

namespace Db2Backup.Storage.Requests;

/// <summary>
/// Makes the requests of one store: each until it succeeds, fails for good, or patience ends. What it throws is the caller's
/// cancellation or a Db2BackupException that says what was done how often.
/// </summary>
/// <param name="store">The store's DisplayName.</param>
/// <param name="translate">What an exception of the driver means; null for a bug. Drivers on an SDK add its exceptions to <see cref="StoreFaults.Of"/>.</param>
/// <param name="tell">Told of every failed attempt; null when nobody wants to know.</param>
internal sealed class Retrier(
    string store, RetryPolicy policy, TimeProvider clock, Func<Exception, StoreFault?>? translate = null, Action<string>? tell = null, Func<double>? random = null)
{
    private readonly Func<Exception, StoreFault?> translate = translate ?? StoreFaults.Of;
    private readonly Func<double> random = random ?? Random.Shared.NextDouble;
    private volatile bool reached;

    /// <param name="what">A verb: "Storing", "Listing".</param>
    /// <param name="target">The object; null for the store itself.</param>
    /// <param name="attempt">Gets the number of the attempt, from 1. It can be made again whatever became of the one before.</param>
    public async Task<T> RunAsync<T>(string what, string? target, Func<int, CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        var begin = clock.GetTimestamp();
        for (var number = 1; ; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Exception? failed = null;
            StoreFault? fault = null;
            try
            {
                var result = await attempt(number, cancellationToken).ConfigureAwait(false);
                reached = true;
                return result;
            }
            catch (Exception e)
            {
                // A connection that was ended because the caller wants no more fails in many ways; all of them are the cancellation.
                cancellationToken.ThrowIfCancellationRequested();
                if (e is Db2BackupException || translate(e) is not { } known) throw;
                (failed, fault) = (e, known);
            }
            reached |= fault.Status is not null;
            var elapsed = clock.GetElapsedTime(begin);
            if (policy.Wait(fault, number, elapsed, reached, random()) is not { } wait)
            {
                var tries = number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({number} attempts in {elapsed.TotalSeconds:0.#} s)");
                throw (fault with { Message = fault.Message + tries }).ToError($"{what} {(target is null ? store : $"{target} in {store}")}", target ?? store, failed);
            }
            tell?.Invoke(string.Create(CultureInfo.InvariantCulture, $"{what} {target ?? store}: {fault.Message}; attempt {number + 1} follows in {wait.TotalSeconds:0.#} s."));
            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task RunAsync(string what, string? target, Func<int, CancellationToken, Task> attempt, CancellationToken cancellationToken) =>
        RunAsync(what, target, async (number, token) => { await attempt(number, token).ConfigureAwait(false); return true; }, cancellationToken);
}
