using System.Text;
using Db2Backup.Emulator.Faults;

namespace Db2Backup.Emulator.Clp;

/// <summary>What <c>? command</c> shows: the syntax of every command that begins with those words. [clp.md, 4.; commands.md]</summary>
internal static class CommandHelp
{
    // The clauses that the stand-in takes or refuses by name. What is refused as unknown is not here.
    private static readonly string[] Syntax =
    [
        "ACTIVATE DATABASE database-alias [USER username [USING password]]",
        "ARCHIVE LOG FOR DATABASE database-alias [USER username [USING password]]\n[ON ALL DBPARTITIONNUMS]",
        "ATTACH [TO nodename [USER username [USING password]]]",
        "BACKUP DATABASE database-alias [USER username [USING password]]\n[ON {DBPARTITIONNUM(S) (partition-number [TO partition-number], ...)\n"
            + " | ALL DBPARTITIONNUMS [EXCEPT DBPARTITIONNUM(S) (...)]}]\n[TABLESPACE (tablespace-name [, ...]) | NO TABLESPACE] [ONLINE] [INCREMENTAL [DELTA]]\n"
            + "[USE {TSM | XBSA | SNAPSHOT} | LOAD library-name | TO {dir | pipe | dev} [, ...]]\n[DEDUP_DEVICE] [WITH num-buffers BUFFERS] [BUFFER buffer-size] [PARALLELISM n]\n"
            + "[COMPRESS [COMPRLIB name] [COMPROPTS string] | ENCRYPT]\n[UTIL_IMPACT_PRIORITY [priority]] [{INCLUDE | EXCLUDE} LOGS] [WITHOUT PROMPTING]",
        "CATALOG DATABASE database-name [AS alias] [ON path | AT NODE nodename]\n[AUTHENTICATION {SERVER | SERVER_ENCRYPT | CLIENT}] [WITH \"comment-string\"]",
        "CONNECT [TO database-alias [USER username [USING password]]]",
        "CONNECT RESET",
        "CREATE DATABASE database-name [AUTOMATIC STORAGE YES] [ON path [, ...] [DBPATH ON path]]\n[ALIAS database-alias] [USING CODESET codeset TERRITORY territory]\n"
            + "[COLLATE USING {SYSTEM | IDENTITY}] [PAGESIZE integer [K]] [DFT_EXTENT_SZ n]\n[RESTRICTIVE] [WITH \"comment-string\"]",
        "DEACTIVATE DATABASE database-alias [USER username [USING password]]",
        "DESCRIBE TABLE table-name",
        "DETACH",
        "DISCONNECT {database-alias | CURRENT | ALL [SQL]}",
        "DROP DATABASE database-alias",
        "ECHO [string]",
        "FORCE APPLICATION {ALL | (application-handle [, ...])} [MODE ASYNC]",
        "GET CONNECTION STATE",
        "GET DATABASE CONFIGURATION [FOR database-alias] [SHOW DETAIL]",
        "GET DATABASE MANAGER CONFIGURATION [SHOW DETAIL]",
        "GET INSTANCE",
        "LIST ACTIVE DATABASES",
        "LIST APPLICATIONS [FOR DATABASE database-alias] [AT MEMBER member-number | GLOBAL]\n[SHOW DETAIL]",
        "LIST COMMAND OPTIONS",
        "LIST DATABASE DIRECTORY [ON path]",
        "LIST HISTORY [BACKUP | ROLLFORWARD | DROPPED TABLE | LOAD | CREATE TABLESPACE |\nRENAME TABLESPACE | ALTER TABLESPACE | REORG | ARCHIVE LOG]\n"
            + "{ALL | SINCE timestamp | CONTAINING [schema.]object-name} FOR [DATABASE] database-alias",
        "LIST NODE DIRECTORY [SHOW DETAIL]",
        "LIST TABLES [FOR {USER | ALL | SYSTEM | SCHEMA schema-name}] [SHOW DETAIL]",
        "LIST TABLESPACE CONTAINERS FOR tablespace-id [SHOW DETAIL]",
        "LIST TABLESPACES [SHOW DETAIL]",
        "LIST UTILITIES [SHOW DETAIL]",
        "PRUNE HISTORY timestamp [WITH FORCE OPTION] [AND DELETE]",
        "PRUNE LOGFILE PRIOR TO log-file-name",
        "QUIESCE DATABASE {IMMEDIATE | DEFER [WITH TIMEOUT minutes]} [FORCE CONNECTIONS]",
        "QUIESCE INSTANCE instance-name [USER username] [IMMEDIATE | DEFER [WITH TIMEOUT minutes]]\n[FORCE CONNECTIONS]",
        "QUIT",
        "RESET DATABASE CONFIGURATION [FOR database-alias]",
        "RESET DATABASE MANAGER CONFIGURATION",
        "RESTART DATABASE database-alias [USER username [USING password]]\n[DROP PENDING TABLESPACES (tablespace-name [, ...])] [WRITE RESUME]",
        "RESTORE DATABASE source-database-alias {restore-options | CONTINUE | ABORT}\n\nrestore-options:\n[USER username [USING password]]\n"
            + "[REBUILD WITH ... | TABLESPACE [(tablespace-name [, ...])] [ONLINE] | HISTORY FILE [ONLINE] |\nLOGS [ONLINE] | COMPRESSION LIBRARY [ONLINE]] [INCREMENTAL [AUTO | AUTOMATIC | ABORT]]\n"
            + "[USE {TSM | XBSA | SNAPSHOT} | FROM {directory | pipe | device} [, ...] | LOAD library]\n[TAKEN AT date-time]\n"
            + "[TO target-directory | DBPATH ON target-directory | ON path-list [DBPATH ON target-directory]]\n[TRANSPORT [STAGE IN staging-database] [USING STOGROUP name]] [INTO target-database-alias]\n"
            + "[LOGTARGET directory] [NEWLOGPATH {directory | DEFAULT}] [WITH num-buffers BUFFERS]\n[BUFFER buffer-size] [REPLACE HISTORY FILE] [REPLACE EXISTING]\n"
            + "[REDIRECT [GENERATE SCRIPT script]] [PARALLELISM n] [COMPRLIB name] [COMPROPTS string]\n[NO ENCRYPT | ENCRYPT ...] [WITHOUT ROLLING FORWARD] [WITHOUT PROMPTING]",
        "ROLLFORWARD DATABASE database-alias [USER username [USING password]]\n"
            + "[TO {isotime [ON ALL DBPARTITIONNUMS] [USING UTC TIME | USING LOCAL TIME]\n | END OF BACKUP | END OF LOGS} [AND {COMPLETE | STOP}]\n"
            + " | {COMPLETE | STOP | CANCEL | QUERY STATUS} [USING UTC TIME | USING LOCAL TIME]]\n[TABLESPACE ONLINE | TABLESPACE (tablespace-name [, ...]) [ONLINE]]\n"
            + "[OVERFLOW LOG PATH (log-directory)] [NORETRIEVE]",
        "START DATABASE MANAGER",
        "STOP DATABASE MANAGER [FORCE]",
        "TERMINATE",
        "UNCATALOG DATABASE database-alias",
        "UNQUIESCE DATABASE",
        "UNQUIESCE INSTANCE instance-name",
        "UPDATE COMMAND OPTIONS USING {option-letter {ON [value] | OFF}} ...",
        "UPDATE DATABASE CONFIGURATION [FOR database-alias] [MEMBER member-number]\nUSING config-keyword value [...] [IMMEDIATE | DEFERRED]",
        "UPDATE DATABASE MANAGER CONFIGURATION USING config-keyword value [...]\n[IMMEDIATE | DEFERRED]",
        "UPDATE HISTORY {FOR object-part | EID eid} WITH\n{LOCATION new-location DEVICE TYPE new-device-type | COMMENT new-comment | STATUS new-status}",
    ];

    /// <summary>Null when no command begins with the topic.</summary>
    [Unconfirmed("clp.md, 4.: what help for a command looks like")]
    public static string? For(string topic)
    {
        var wanted = StatementWords.Of(topic);
        var text = new StringBuilder();
        foreach (var syntax in Syntax)
            if (StatementWords.Begins(StatementWords.Of(syntax), wanted)) text.Append(syntax).Append("\n\n");
        if (text.Length == 0) return null;
        return text.Append("NOTE: From the operating system prompt, prefix commands with 'db2'.\n\n").ToString();
    }

    /// <summary>The names of all commands: what stands in their syntax before the first word that is not a keyword.</summary>
    public static IEnumerable<string> Names() => Syntax
        .Select(syntax => string.Join(' ', syntax.Split(' ', '\n').TakeWhile(word => word.Length > 1 && word.All(char.IsAsciiLetterUpper)))).Distinct();
}
