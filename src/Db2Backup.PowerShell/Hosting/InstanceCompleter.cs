using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Db2Backup.PowerShell.Hosting;

/// <summary>Offers the names of connected instances, and that of DB2INSTANCE.</summary>
public sealed class InstanceCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var known = InstanceConnections.OfThisRunspace.Instances.Select(i => (Name: i.Instance, Text: i.ToString())).ToList();
        if (Environment.GetEnvironmentVariable("DB2INSTANCE") is { Length: > 0 } name) known.Add((name, "DB2INSTANCE of this environment"));
        return known.DistinctBy(i => i.Name).Where(i => i.Name.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase))
            .Select(i => new CompletionResult(i.Name, i.Name, CompletionResultType.ParameterValue, i.Text));
    }
}
