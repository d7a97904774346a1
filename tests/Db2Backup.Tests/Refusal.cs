using Db2Backup.Errors;
using Db2Backup.TestKit;

namespace Db2Backup.Tests;

/// <summary>
/// The one thing that the U switch relaxes: the id of a refusal. Where a test expects an id that Db2 gave, under the switch any
/// message of Db2 will do, or that its answer was not understood. That it is a refusal, what it left and everything else that a test
/// asks for stays as it is, and so does every success.
/// </summary>
internal static class Refusal
{
    /// <summary>The error has one of these ids, and a way out.</summary>
    public static void HasId(Db2BackupException error, params string[] ids)
    {
        Assert.True(ids.Contains(error.ErrorId) || (UnknownIds.InForce && IsOfDb2(error)), $"{error.ErrorId} is none of {string.Join(", ", ids)}: {error.Message}");
        Assert.NotEmpty(error.Remedy);
    }

    private static bool IsOfDb2(Db2BackupException error) => error.Code is null or ErrorCode.Db2AnswerNotUnderstood;
}
