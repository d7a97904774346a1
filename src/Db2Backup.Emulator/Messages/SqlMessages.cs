namespace Db2Backup.Emulator.Messages;

/// <summary>What SQL statements are answered with.</summary>
internal static class SqlMessages
{
    public static IReadOnlyList<MessageDefinition> All { get; } =
    [
        // syntax
        new("SQL0007N", "42601", "The statement was not processed because a character that is not supported in SQL statements was included in the SQL statement. Invalid character: \"{0}\". Text preceding the invalid character: \"{1}\"."),
        new("SQL0010N", "42603", "The string constant beginning with \"{0}\" does not have an ending string delimiter."),
        new("SQL0101N", "54001", "The statement was not processed because a limit such as a memory limit, an SQL limit, or a database limit was reached."),
        new("SQL0103N", "42604", "The numeric literal \"{0}\" is not valid."),
        new("SQL0104N", "42601", "An unexpected token \"{0}\" was found following \"{1}\".  Expected tokens may include:  \"{2}\"."),
        new("SQL0107N", "42622", "The name \"{0}\" is too long.  The maximum length is \"{1}\"."),
        new("SQL0110N", "42606", "\"{0}\" is an invalid hexadecimal constant."),
        new("SQL0117N", "42802", "The number of values assigned is not the same as the number of specified or implied columns or variables."),
        new("SQL0119N", "42803", "An expression starting with \"{0}\" specified in a SELECT clause, HAVING clause, or ORDER BY clause is not specified in the GROUP BY clause or it is in a SELECT clause, HAVING clause, or ORDER BY clause with a column function and no GROUP BY clause is specified."),
        new("SQL0120N", "42903", "Invalid use of an aggregate function or OLAP function."),
        new("SQL0121N", "42701", "The same name \"{0}\" is used more than once in the list for assignment."),
        new("SQL0125N", "42805", "The column number in the ORDER BY clause is either less than one, or greater than the number of columns in the result table."),
        new("SQL0153N", "42908", "The CREATE VIEW statement or common table expression does not include a required column list."),
        new("SQL0158N", "42811", "The number of columns specified for \"{0}\" is not the same as the number of columns in the result table."),
        new("SQL0150N", "42807", "The target fullselect, view, typed table, materialized query table, range-clustered table, or staging table in the INSERT, DELETE, UPDATE, MERGE, or TRUNCATE statement is a target for which the requested operation is not permitted."),

        // names
        new("SQL0203N", "42702", "A reference to column \"{0}\" is ambiguous."),
        new("SQL0204N", "42704", "\"{0}\" is an undefined name."),
        new("SQL0205N", "42703", "Column, attribute, or period \"{0}\" is not defined in \"{1}\"."),
        new("SQL0206N", "42703", "\"{0}\" is not valid in the context where it is used."),
        new("SQL0440N", "42884", "No authorized routine named \"{0}\" of type \"{1}\" having compatible arguments was found."),
        new("SQL0601N", "42710", "The name of the object to be created is identical to the existing name \"{0}\" of type \"{1}\"."),
        new("SQL0607N", "42832", "\"{0}\" is not defined for system objects."),
        new("SQL0612N", "42711", "\"{0}\" is a duplicate name."),
        new("SQL0159N", "42809", "The statement references an object that identifies an unexpected object type. Object: \"{0}\". Object type: \"{1}\". Expected object type: \"{2}\"."),

        // types and values
        new("SQL0137N", "54006", "The length of the string resulting from \"{0}\" is greater than \"{1}\"."),
        new("SQL0138N", "22011", "A numeric argument of a built-in string function is out of range."),
        new("SQL0171N", "42815", "The statement was not processed because the data type, length or value of the argument for the parameter in position \"{0}\" of routine \"{1}\" is incorrect. Parameter name: \"{2}\"."),
        new("SQL0180N", "22007", "The syntax of the string representation of a datetime value is incorrect."),
        new("SQL0181N", "22007", "The string representation of a datetime value is out of range."),
        new("SQL0182N", "42816", "An expression with a datetime value or a labeled duration is not valid."),
        new("SQL0313N", "07001", "The number of variables in the EXECUTE statement, the number of variables in the OPEN statement, or the number of arguments in an OPEN statement for a parameterized cursor is not equal to the number of values required."),
        new("SQL0401N", "42818", "The data types of the operands for the operation \"{0}\" are not compatible or comparable."),
        new("SQL0402N", "42819", "The data type of an operand of an arithmetic function or operation \"{0}\" is invalid."),
        new("SQL0407N", "23502", "Assignment of a NULL value to a NOT NULL column \"{0}\" is not allowed."),
        new("SQL0408N", "42821", "A value is not compatible with the data type of its assignment target. Target name is \"{0}\"."),
        new("SQL0412N", "42823", "Multiple columns are returned from a subquery that is allowed only one column."),
        new("SQL0413N", "22003", "Overflow occurred during numeric data type conversion."),
        new("SQL0415N", "42825", "The data types of corresponding columns are not compatible in a fullselect that includes a set operator or in the multiple rows of a VALUES clause of an INSERT or fullselect."),
        new("SQL0418N", "42610", "The statement was not processed because the statement contains an invalid use of one of the following: an untyped parameter marker, the DEFAULT keyword, or a null value."),
        new("SQL0420N", "22018", "Invalid character found in a character string argument of the function \"{0}\"."),
        new("SQL0421N", "42826", "The operands of a set operator do not have the same number of columns."),
        new("SQL0433N", "22001", "Value \"{0}\" is too long."),
        new("SQL0461N", "42846", "A value with data type \"{0}\" cannot be CAST to type \"{1}\"."),
        new("SQL0604N", "42611", "The length, precision, or scale attribute for column, distinct type, structured type, array type, attribute of structured type, routine, cast target type, type mapping, or global variable \"{0}\" is not valid."),
        new("SQL0798N", "428C9", "A value cannot be specified for column \"{0}\" which is defined as GENERATED ALWAYS."),
        new("SQL0801N", "22012", "Division by zero was attempted."),
        new("SQL0802N", "22003", "Arithmetic overflow or other arithmetic exception occurred."),
        new("SQL0811N", "21000", "The result of a scalar fullselect, SELECT INTO statement, or VALUES INTO statement is more than one row."),

        // definitions
        new("SQL0542N", "42831", "The column named \"{0}\" cannot be a column of a primary key or unique key constraint because it can contain null values."),
        new("SQL0574N", "42894", "DEFAULT value or IDENTITY attribute value is not valid for column \"{0}\" in table \"{1}\".  Reason code: \"{2}\"."),
        new("SQL0193N", "42601", "In an ALTER TABLE statement, the column \"{0}\" has been specified as NOT NULL and either the DEFAULT clause was not specified or was specified as DEFAULT NULL."),
        new("SQL0624N", "42889", "Table \"{0}\" already has a \"{1}\" key."),
        new("SQL0803N", "23505", "One or more values in the INSERT statement, UPDATE statement, or foreign key update caused by a DELETE statement are not valid because the primary key, unique constraint or unique index identified by \"{0}\" constrains table \"{1}\" from having duplicate values for the index key."),
        new("SQL0605W", "01550", "The index was not created because an index \"{0}\" with a matching definition already exists."),
        new("SQL0669N", "42917", "A system required index cannot be dropped explicitly."),
        new("SQL0603N", "23515", "A unique index cannot be created because the table contains data that would result in duplicate index entries."),
        new("SQL0283N", "55026", "System temporary table space \"{0}\" cannot be dropped because it is the only system temporary table space with a \"{1}\" page size in the database."),
        new("SQL0286N", "42727", "A table space could not be found with a page size of at least \"{0}\" that authorization ID \"{1}\" is authorized to use."),
        new("SQL0287N", "42838", "SYSCATSPACE cannot be used for user objects."),
        new("SQL0289N", "57011", "Unable to allocate new pages in table space \"{0}\"."),
        new("SQL0290N", "55039", "Table space access is not allowed."),
        new("SQL0294N", "42730", "The container is already in use by table space \"{0}\"."),
        new("SQL0298N", "428B2", "Bad container path.  Container name:  \"{0}\". Container type: \"{1}\". Reason code: \"{2}\"."),
        new("SQL0551N", "42501", "The statement failed because the authorization ID does not have the required authorization or privilege to perform the operation.  Authorization ID: \"{0}\".  Operation: \"{1}\". Object: \"{2}\"."),
        new("SQL0553N", "42939", "An object cannot be created with the schema name \"{0}\"."),
        new("SQL0680N", "54011", "The statement failed because too many columns were specified for a table, view, table function, nickname, or user-defined row data type."),

        new("SQL0130N", "22019", "The ESCAPE clause is not a single character, or the pattern string contains an invalid occurrence of the escape character."),
        new("SQL20448N", "22007", "\"{0}\" cannot be interpreted using format string \"{1}\" for the TIMESTAMP_FORMAT function."),

        new("SQL0478N", "42893", "The statement failed because one or more dependencies exist on the target object.  Target object type: \"{0}\". Name of an object that is dependent on the target object: \"{2}\". Type of object that is dependent on the target object: \"{3}\"."),
        new("SQL0552N", "42502", "\"{0}\" does not have the privilege to perform operation \"{1}\"."),
        new("SQL1582N", "428CB", "The PAGESIZE of the table space \"{0}\" does not match the PAGESIZE of the bufferpool \"{1}\" associated with the table space."),

        // running
        new("SQL0911N", "40001", "The current transaction has been rolled back because of a deadlock or timeout.  Reason code \"{0}\"."),
        new("SQL0913N", "57033", "Unsuccessful execution caused by deadlock or timeout.  Reason code \"{0}\"."),
        new("SQL0954C", "57011", "Not enough storage is available in the application heap to process the statement."),
        new("SQL0964C", "57011", "The transaction log for the database is full."),
        new("SQL0968C", "57011", "The file system is full."),
        new("SQL0880N", "3B001", "SAVEPOINT \"{0}\" does not exist or is invalid in this context."),
        new("SQL0881N", "3B501", "A SAVEPOINT with name \"{0}\" already exists, but this savepoint name cannot be reused."),
        new("SQL0428N", "25001", "The SQL statement is only allowed as the first statement in a unit of work."),
        new("SQL1034C", "58031", "The database was damaged, so all applications processing the database were stopped.", "messages.md, Connection, instance, state: id, letter or text not confirmed"),
        new("SQL1476N", "40506", "The current transaction was rolled back because of error \"{0}\"."),
        new("SQL1477N", "55019", "For table \"{0}\" an object \"{1}\" in table space \"{2}\" cannot be accessed.", "id, and when it comes, are from general knowledge"),
        new("SQL1585N", "54048", "A temporary table could not be created because there is no available system temporary table space that has a compatible page size."),

        // routines
        new("SQL0469N", "42886", "The parameter mode \"{0}\" is not valid for a parameter in the routine named \"{1}\" with specific name \"{2}\" (parameter number \"{3}\", name \"{4}\")."),
        new("SQL20397W", "0168B", "Routine \"{0}\" execution has completed, but at least one error, \"{1}\", was encountered during the execution. More information is available.", "when ADMIN_CMD gives it"),
    ];
}
