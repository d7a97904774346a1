using System.Collections.Concurrent;
using System.Reflection;
using Db2Backup.TestKit;
using Db2Backup.Tests;
using Xunit.v3;

[assembly: NoteUnconfirmed]

namespace Db2Backup.Tests;

/// <summary>
/// Notes each test during which the stand-in said something that nobody could confirm: it runs again under the U switch. So do all
/// tests of a class whose fixture heard such a thing before the first of them. [docs/DESIGN.md, Tests]
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class NoteUnconfirmedAttribute : BeforeAfterTestAttribute
{
    private readonly ConcurrentDictionary<string, long> saidByFixture = new(), saidBefore = new();

    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (test.TestCase.TestClassName is not { } testClass) return;
        saidBefore[testClass] = UnknownIds.SaidBy(testClass);
        saidByFixture.TryAdd(testClass, saidBefore[testClass]);
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (test.TestCase.TestClassName is not { } testClass) return;
        if (saidByFixture[testClass] > 0 || UnknownIds.SaidBy(testClass) > saidBefore[testClass]) UnknownIds.Note("methods", $"{testClass}.{methodUnderTest.Name}");
    }
}
