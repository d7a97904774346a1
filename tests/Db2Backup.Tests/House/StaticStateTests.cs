using System.Buffers;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Db2Backup.Adapters;

namespace Db2Backup.Tests.House;

/// <summary>One engine serves all sessions of a process, so nothing of a session may stay in it: what is static never changes.</summary>
public sealed class StaticStateTests
{
    public static TheoryData<string> Engines() => [typeof(Db2Database).Assembly.GetName().Name!, typeof(Engine).Assembly.GetName().Name!];

    [Theory, MemberData(nameof(Engines))]
    public void Nothing_static_can_change(string assembly)
    {
        var fields = StaticFields(Assembly.Load(assembly)).ToList();
        Assert.NotEmpty(fields);
        Assert.Empty(fields.Where(f => !f.IsInitOnly || !NeverChanges(f.FieldType)).Select(f => $"{f.DeclaringType}.{f.Name} ({f.FieldType.Name})"));
    }

    [Fact]
    public void The_test_finds_what_it_looks_for() =>
        Assert.Equal(["counter", "list"], typeof(Bad).GetFields(Static).Where(f => !f.IsInitOnly || !NeverChanges(f.FieldType)).Select(f => f.Name).Order());

    private const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // The compiler's own: caches of delegates that capture nothing, and the regular expressions that the generator writes.
    private static IEnumerable<FieldInfo> StaticFields(Assembly assembly) => assembly.GetTypes()
        .Where(t => !Owners(t).Any(o => o.IsDefined(typeof(CompilerGeneratedAttribute)) || o.Name.StartsWith('<')) && t.Namespace?.StartsWith("Db2Backup", StringComparison.Ordinal) == true)
        .SelectMany(t => t.GetFields(Static)).Where(f => !f.IsLiteral);

    private static IEnumerable<Type> Owners(Type type)
    {
        for (Type? owner = type; owner is not null; owner = owner.DeclaringType) yield return owner;
    }

    /// <summary>Values, texts, arrays of them (tables that nothing writes to), frozen collections, and objects whose fields are all set once.</summary>
    private static bool NeverChanges(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(JsonSerializerOptions) || (type.IsValueType && (type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true || type.IsDefined(typeof(IsReadOnlyAttribute))))
        || (type.IsArray && NeverChanges(type.GetElementType()!))
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(SearchValues<>))
        || type.Namespace is "System.Collections.Frozen" or "System.Collections.Immutable"
        || (type.Namespace?.StartsWith("Db2Backup", StringComparison.Ordinal) == true && Instance(type).All(f => f.IsInitOnly && NeverChanges(f.FieldType)));

    private static IEnumerable<FieldInfo> Instance(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    private static class Bad
    {
        internal static readonly List<int> list = [];
        internal static int counter;
        internal static readonly string text = "" + counter++;
    }
}
