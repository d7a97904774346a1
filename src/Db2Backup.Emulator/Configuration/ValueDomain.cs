using System.Globalization;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Configuration;

/// <summary>The values a parameter can have, and how the one typed becomes the one kept.</summary>
internal abstract record ValueDomain
{
    /// <summary>True when AUTOMATIC may be asked for.</summary>
    public bool Automatic { get; init; }

    /// <summary>True when NULL empties it.</summary>
    public virtual bool Nullable => false;

    public virtual string DataType => "VARCHAR(1024)";

    /// <summary>The value in its stored form, or a refusal.</summary>
    /// <param name="parameter">The parameter's keyword.</param>
    /// <param name="value">As typed.</param>
    public abstract string Read(string parameter, string value);
}

/// <summary>A whole number; <paramref name="Unlimited"/> lets -1 in beside the range.</summary>
internal sealed record NumberDomain(long Minimum, long Maximum, bool Unlimited = false) : ValueDomain
{
    public override string DataType => "BIGINT";

    [Unconfirmed("db2 message catalogue: SQL5130N and SQL5131N for values out of range")]
    public override string Read(string parameter, string value)
    {
        if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw new Db2Exception("SQL0104N", value, parameter, "<unsigned-integer>");
        if (number < Minimum || number > Maximum)
        {
            if (!Unlimited) throw new Db2Exception("SQL5130N", parameter, Minimum, Maximum);
            if (number != -1) throw new Db2Exception("SQL5131N", parameter, Minimum, Maximum);
        }
        return number.ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>One of a few words. ON and YES, OFF and NO stand for each other, whichever the report prints.</summary>
internal sealed record ChoiceDomain(params string[] Choices) : ValueDomain
{
    [Unconfirmed("db2 message catalogue: the id for a word that is not one of the choices (SQL5112N)")]
    public override string Read(string parameter, string value)
    {
        var word = value.ToUpperInvariant();
        if (Array.IndexOf(Choices, word) >= 0) return word;
        var other = word switch { "ON" => "YES", "YES" => "ON", "OFF" => "NO", "NO" => "OFF", _ => "" };
        if (Array.IndexOf(Choices, other) >= 0) return other;
        throw new Db2Exception("SQL5112N", parameter, Choices[0], Choices[^1]);
    }
}

/// <summary>Any text up to a length; NULL empties it.</summary>
internal sealed record TextDomain(int MaximumLength = 255) : ValueDomain
{
    public override bool Nullable => true;

    public override string Read(string parameter, string value) =>
        value.Length <= MaximumLength ? value : throw new Db2Exception("SQL5130N", parameter, 0, MaximumLength);
}

/// <summary>A directory that exists and that the instance owner can write; NULL empties it. Kept with a slash at its end.</summary>
internal sealed record DirectoryDomain : ValueDomain
{
    public override bool Nullable => true;

    public override string Read(string parameter, string value) => ServerDirectory.Require(parameter, value, value);
}

/// <summary>
/// A parameter whose other values would make Db2 act differently, which the stand-in does not: they are refused, so that nobody
/// relies on a setting without effect. Parameters that only tune Db2 are kept and shown.
/// </summary>
internal sealed record OnlyDomain(string Offered, ValueDomain All) : ValueDomain
{
    public override bool Nullable => Offered.Length == 0;

    public override string DataType => All.DataType;

    public override string Read(string parameter, string value)
    {
        var read = All.Read(parameter, value);
        return read == Offered ? read : throw new Db2Exception("SQL5099N", value, parameter, ServerDirectory.NotSupported);
    }
}

/// <summary>A parameter that only Db2 itself sets.</summary>
internal sealed record InformationalDomain : ValueDomain
{
    public override string Read(string parameter, string value) =>
        throw new Db2Exception("SQL0104N", parameter, "USING", "<config-keyword>");
}
