using Db2Backup.Planning;

namespace Db2Backup.Tests.Planning;

/// <summary>What a recovery kit repeats of Db2's reports, and what it does not.</summary>
public sealed class KitMaskTests
{
    [Theory]
    [InlineData(" Options for logarchmeth1              (LOGARCHOPT1) = -fromnode=a -password=geheim", " Options for logarchmeth1              (LOGARCHOPT1) = -fromnode=a -password=********")]
    [InlineData("vendoropt\t-user u --password geheim -host h", "vendoropt\t-user u --password ******** -host h")]
    [InlineData("[i] DB2_VENDOR_PASSWORD=geheim", "[i] DB2_VENDOR_PASSWORD=********")]
    [InlineData("""opts="x;SECRET_KEY='ge heim';y" """, """opts="x;SECRET_KEY=********;y" """)]
    [InlineData("my_token: geheim, next=1", "my_token: ********, next=1")]
    [InlineData("0\tI\tDB2_VENDOR_PASSWD\tgeheim", "0\tI\tDB2_VENDOR_PASSWD\t********")]
    public void A_value_behind_a_word_for_a_secret_is_taken_out(string line, string shown)
    {
        Assert.Equal((shown, 1), KitMask.Line(line));
        // What was taken out is not taken out again.
        Assert.Equal((shown, 0), KitMask.Line(shown));
    }

    [Theory]
    [InlineData(" Client Userid-Password Plugin          (CLNT_PW_PLUGIN) = IBMPlugin")]
    [InlineData(" Server Userid-Password Plugin        (SRVCON_PW_PLUGIN) = ")]
    [InlineData(" SSL server stash file                  (SSL_SVR_STASH) = /home/db2inst1/key.sth")]
    [InlineData(" First log archive method                 (LOGARCHMETH1) = DISK:/db2/archive/")]
    [InlineData("srvcon_pw_plugin\t-\tNONE\t-\tNONE")]
    [InlineData("  EID: 2 Location: /pass word/backup")]
    public void What_is_none_stays(string line) => Assert.Equal((line, 0), KitMask.Line(line));

    [Theory]
    [InlineData("""CREATE USER MAPPING FOR "U" SERVER "S" OPTIONS (REMOTE_AUTHID 'u', REMOTE_PASSWORD 'it''s') ;""", """CREATE USER MAPPING FOR "U" SERVER "S" OPTIONS (REMOTE_AUTHID 'u', REMOTE_PASSWORD '********') ;""", 1)]
    [InlineData("""		  "PASSWORD" VARCHAR(20) WITH DEFAULT 'x' , """, """		  "PASSWORD" VARCHAR(20) WITH DEFAULT 'x' , """, 0)]
    [InlineData("""COMMENT ON COLUMN "A"."T"."PASSWORD" IS 'never stored';""", """COMMENT ON COLUMN "A"."T"."PASSWORD" IS 'never stored';""", 0)]
    public void In_DDL_only_a_literal_is_one(string line, string shown, int masked) => Assert.Equal((shown, masked), KitMask.Ddl(line));
}
