namespace Db2Backup.Emulator;

/// <summary>
/// Marks a behaviour that rests on a fact nobody could confirm on a real Db2 (marked U in the project's facts).
/// A test lists every use in docs/FIDELITY.md, for whoever has a real Db2 to check it.
/// </summary>
[AttributeUsage(AttributeTargets.All, AllowMultiple = true, Inherited = false)]
internal sealed class UnconfirmedAttribute(string fact) : Attribute
{
    public string Fact { get; } = fact;
}
