namespace Db2Backup.Db2;

/// <summary>What only a recovery kit asks: it is kept as it is printed, and nothing reads it again.</summary>
internal static partial class Statements
{
    /// <summary>Of the connected database.</summary>
    public static Db2Statement ListTableSpaces => Command("LIST TABLESPACES SHOW DETAIL");

    /// <summary>LIST TABLESPACE CONTAINERS of all table spaces at once.</summary>
    public static Db2Statement Containers => Query(
        "SELECT TBSP_ID, CONTAINER_ID, MEMBER, CONTAINER_TYPE, STRIPE_SET, TOTAL_PAGES, USABLE_PAGES, ACCESSIBLE, TBSP_NAME, CONTAINER_NAME "
        + "FROM TABLE(MON_GET_CONTAINER('', -2)) AS T ORDER BY TBSP_ID, CONTAINER_ID, MEMBER");

    /// <summary>[IBM Docs, SYSCAT.STOGROUPS catalog view]</summary>
    public static Db2Statement StorageGroups => Query("SELECT SGID, DEFAULTSG, OVERHEAD, DEVICEREADRATE, DATATAG, CREATE_TIME, SGNAME FROM SYSCAT.STOGROUPS ORDER BY SGID");

    /// <summary>All columns: what they are called nobody could confirm [IBM Docs 10.1, ADMIN_GET_STORAGE_PATHS].</summary>
    public static Db2Statement StoragePaths => Query("SELECT * FROM TABLE(ADMIN_GET_STORAGE_PATHS('', -2)) AS T");

    /// <summary>Where its logs, storage paths and directories lie [sql.md, ADMIN_LIST_DB_PATHS].</summary>
    public static Db2Statement DatabasePaths => Query("SELECT DBPARTITIONNUM, TYPE, PATH FROM SYSIBMADM.DBPATHS");

    public static Db2Statement FullConfigurationView => Query(
        "SELECT DBPARTITIONNUM, NAME, VALUE, VALUE_FLAGS, DEFERRED_VALUE, DEFERRED_VALUE_FLAGS FROM SYSIBMADM.DBCFG ORDER BY DBPARTITIONNUM, NAME");

    /// <summary>[IBM Docs 11.5, DBMCFG administrative view]</summary>
    public static Db2Statement InstanceConfigurationView => Query("SELECT NAME, VALUE, VALUE_FLAGS, DEFERRED_VALUE, DEFERRED_VALUE_FLAGS FROM SYSIBMADM.DBMCFG ORDER BY NAME");

    /// <summary>What is set, on all members [IBM Docs 11.5, ENV_GET_REG_VARIABLES].</summary>
    public static Db2Statement RegistryView => Query("SELECT MEMBER, LEVEL, REG_VAR_NAME, REG_VAR_VALUE, REG_VAR_ON_DISK_VALUE FROM TABLE(ENV_GET_REG_VARIABLES(-2, 0)) AS T");
}
