using System.Globalization;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>Which table spaces there are, and which of them an image holds.</summary>
internal static class TableSpaceFacts
{
    /// <summary>As they are now. Needs a connection, makes it and ends it.</summary>
    /// <returns>None when Db2 does not tell; a backup does not fail for a description of it. What went wrong is told to the host.</returns>
    public static async Task<IReadOnlyList<BackupTableSpace>> ReadAsync(IDb2Session session, Db2Database database, IOperationHost host, CancellationToken cancellationToken)
    {
        // Nobody can connect to a pending database.
        if (!database.IsUsable) return [];
        var alias = database.Database;
        try
        {
            (await session.RunAsync(Statements.Connect(alias), cancellationToken).ConfigureAwait(false)).Checked(alias);
            var reply = await session.RunAsync(Statements.TableSpaces, cancellationToken).ConfigureAwait(false);
            (await session.RunAsync(Statements.ConnectReset, cancellationToken).ConfigureAwait(false)).Checked(alias);
            return Read(reply.Checked(alias).Table?.Rows ?? []);
        }
        catch (Db2BackupException e)
        {
            host.Verbose($"The table spaces of {database} cannot be told: {e.Message}");
            return [];
        }
    }

    /// <summary>One per table space: with several members each has a row of its own.</summary>
    /// <param name="rows">In the order of the columns of Statements.TableSpaces.</param>
    public static IReadOnlyList<BackupTableSpace> Read(IReadOnlyList<IReadOnlyList<string?>> rows) =>
        rows.GroupBy(row => row[6] ?? "").Select(members =>
        {
            var row = members.First();
            var pageSize = Number(row[1]);
            var pages = members.Select(m => Number(m[2])).ToList();
            return new BackupTableSpace(members.Key)
            {
                Id = (int?)Number(row[0]),
                PageSize = (int?)pageSize,
                UsedBytes = pageSize is null || pages.Contains(null) ? null : pages.Sum() * pageSize,
                Type = row[3],
                ContentType = row[4],
                State = members.Select(m => m[5]).FirstOrDefault(s => s != "NORMAL") ?? row[5],
            };
        }).ToList();

    /// <summary>The used pages of all of them in bytes: what GET_DBSIZE_INFO calls the size; null when it is not known.</summary>
    public static long? Bytes(IReadOnlyList<BackupTableSpace> spaces) =>
        spaces.Count == 0 || spaces.Any(s => s.UsedBytes is null) ? null : spaces.Sum(s => s.UsedBytes);

    /// <summary>Those that an image holds.</summary>
    /// <param name="names">As the history has them; none when it does not tell.</param>
    /// <param name="known">As they were before the backup.</param>
    public static IReadOnlyList<BackupTableSpace> InImage(IReadOnlyList<string> names, IReadOnlyList<BackupTableSpace> known) => names.Count > 0
        ? names.Distinct(StringComparer.Ordinal).Select(name => known.FirstOrDefault(s => s.Name == name) ?? new BackupTableSpace(name)).ToList()
        // Temporary ones (SYSTEMP, USRTEMP) are never backed up.
        : known.Where(s => s.ContentType?.EndsWith("TEMP", StringComparison.Ordinal) != true).ToList();

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
