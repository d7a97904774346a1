using System.Collections;
using System.Data.Common;

namespace Db2Backup.Emulator.Provider;

/// <summary>The parameters of a command, in the order of their markers.</summary>
public sealed class EmulatorDb2ParameterCollection : DbParameterCollection
{
    private readonly List<EmulatorDb2Parameter> parameters = [];

    public override int Count => parameters.Count;
    public override object SyncRoot => ((ICollection)parameters).SyncRoot;

    public override int Add(object value)
    {
        parameters.Add(Own(value));
        return parameters.Count - 1;
    }

    public EmulatorDb2Parameter Add(string name, object? value)
    {
        var parameter = new EmulatorDb2Parameter { ParameterName = name, Value = value };
        parameters.Add(parameter);
        return parameter;
    }

    public override void AddRange(Array values)
    {
        foreach (var value in values) Add(value);
    }

    public override void Clear() => parameters.Clear();
    public override bool Contains(object value) => IndexOf(value) >= 0;
    public override bool Contains(string value) => IndexOf(value) >= 0;
    public override void CopyTo(Array array, int index) => ((ICollection)parameters).CopyTo(array, index);
    public override IEnumerator GetEnumerator() => parameters.GetEnumerator();
    public override int IndexOf(object value) => value is EmulatorDb2Parameter parameter ? parameters.IndexOf(parameter) : -1;

    /// <summary>With or without the @ of the marker.</summary>
    public override int IndexOf(string parameterName) =>
        parameters.FindIndex(p => string.Equals(p.ParameterName.TrimStart('@', ':'), parameterName.TrimStart('@', ':'), StringComparison.OrdinalIgnoreCase));

    public override void Insert(int index, object value) => parameters.Insert(index, Own(value));
    public override void Remove(object value) => parameters.Remove(Own(value));
    public override void RemoveAt(int index) => parameters.RemoveAt(index);
    public override void RemoveAt(string parameterName) => parameters.RemoveAt(Known(parameterName));

    internal IReadOnlyList<EmulatorDb2Parameter> InOrder => parameters;

    protected override DbParameter GetParameter(int index) => parameters[index];
    protected override DbParameter GetParameter(string parameterName) => parameters[Known(parameterName)];
    protected override void SetParameter(int index, DbParameter value) => parameters[index] = Own(value);
    protected override void SetParameter(string parameterName, DbParameter value) => parameters[Known(parameterName)] = Own(value);

    private int Known(string name) => IndexOf(name) is >= 0 and var index ? index : throw new ArgumentException($"Invalid argument: no parameter {name}", nameof(name));

    private static EmulatorDb2Parameter Own(object value) =>
        value as EmulatorDb2Parameter ?? throw new InvalidCastException("The parameter is of another provider.");
}
