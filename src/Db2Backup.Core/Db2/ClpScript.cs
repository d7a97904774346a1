namespace Db2Backup.Db2;

/// <summary>
/// The one shell script behind every CLP session. It is constant: nothing is ever interpolated into it; the profile, the marker
/// and the names of statement files come as arguments and lines of input.
/// </summary>
internal static class ClpScript
{
    // db2 finds its back end by the process id of its parent, so this loop is the session: it must outlive every db2
    // it starts, and it must be a parent of its own (clp.md §1: `sh -c '. profile; db2'` execs and is not).
    // trap: an interrupt is for the db2 that is running; ignoring it here would make db2 ignore it too.
    // rm: the input ends too when our process was killed, and nobody else would remove the folder of its statements.
    public const string Text = """
        profile=$1
        marker=$2
        folder=$3
        trap : INT
        if ! . "$profile" </dev/null >/dev/null 2>&1; then
          printf '\n%s profile 1\n' "$marker"
          exit 1
        fi
        export DB2OPTIONS= LC_ALL=C DB2CODEPAGE=1208
        if ! command -v db2 >/dev/null 2>&1; then
          printf '\n%s nodb2 1\n' "$marker"
          exit 1
        fi
        db2 terminate </dev/null >/dev/null 2>&1
        printf '\n%s ready 0\n' "$marker"
        while IFS= read -r file; do
          db2 +p -f "$file" </dev/null 2>&1
          code=$?
          printf '\n%s done %s\n' "$marker" "$code"
        done
        db2 terminate </dev/null >/dev/null 2>&1
        rm -rf -- "$folder"
        exit 0
        """;
}
