namespace Db2Backup.Benchmarks;

/// <summary>What to measure, from the command line.</summary>
internal sealed record Settings(bool Full, long Bytes, int Runs, string Results, string[] Only, TimeSpan Patience)
{
    /// <summary>The parts, in the order in which they run and stand in the results.</summary>
    public static readonly string[] Parts = ["protect", "unprotect", "trove", "others", "streams", "cores", "planning", "memory"];

    public static string Usage => $"""
        usage: Db2Backup.Benchmarks [--full] [--mib N] [--runs N] [--patience N] [--results FILE] [--only PART,...]

          --full     more runs, memory with 16 GiB and of more streams
          --mib      size of the image, 2048 when not given (Trove's pipe and the cores have a quarter of it)
          --patience minutes to wait for moments in which nothing else runs, in all; none when not given
          --results  where the table goes; bench/RESULTS.md by ./build.sh bench
          --only     {string.Join(", ", Parts)}: what is not measured stays in the results as it was
        """;

    public bool Wants(string part) => Only.Length == 0 || Only.Contains(part);

    /// <summary>Null when the arguments are not understood.</summary>
    public static Settings? Parse(string[] arguments)
    {
        var settings = new Settings(false, 2L << 30, 5, "RESULTS.md", [], TimeSpan.Zero);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--full") settings = settings with { Full = true, Runs = Math.Max(settings.Runs, 9) };
            else if (i + 1 == arguments.Length) return null;
            else if (arguments[i] == "--mib" && long.TryParse(arguments[++i], out var mib) && mib > 0) settings = settings with { Bytes = mib << 20 };
            else if (arguments[i] == "--runs" && int.TryParse(arguments[++i], out var runs) && runs > 0) settings = settings with { Runs = runs };
            else if (arguments[i] == "--patience" && int.TryParse(arguments[++i], out var minutes) && minutes >= 0) settings = settings with { Patience = TimeSpan.FromMinutes(minutes) };
            else if (arguments[i] == "--results") settings = settings with { Results = arguments[++i] };
            else if (arguments[i] == "--only" && arguments[++i].Split(',') is var only && only.All(Parts.Contains)) settings = settings with { Only = only };
            else return null;
        }
        return settings;
    }
}
