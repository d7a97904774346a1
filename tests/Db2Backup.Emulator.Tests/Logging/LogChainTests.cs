using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Logging;

namespace Db2Backup.Emulator.Tests.Logging;

/// <summary>Which log file goes on from where. [images-and-logs.md, Log chains]</summary>
public sealed class LogChainTests
{
    private static readonly LogChainLink C0 = new(0, Guid.NewGuid(), 4096);
    private static readonly LogChainLink C1 = new(1, Guid.NewGuid(), 10_000);
    private static readonly LogChainLink OtherC1 = new(1, Guid.NewGuid(), 12_000);
    private static readonly LogChainLink C2 = new(2, Guid.NewGuid(), 20_000);

    [Fact]
    public void A_file_of_the_same_lineage_goes_on() => Assert.True(LogChains.Continues([C0, C1], [C0, C1], 15_000));

    [Fact]
    public void A_file_of_a_branch_that_begins_later_goes_on() => Assert.True(LogChains.Continues([C0, C1], [C0], 9_000));

    [Fact]
    public void A_file_of_a_branch_that_begins_right_here_goes_on() => Assert.True(LogChains.Continues([C0, C1], [C0], 10_000));

    [Fact]
    public void A_file_of_a_branch_that_began_before_does_not_go_on() => Assert.False(LogChains.Continues([C0, C1], [C0], 10_001));

    [Fact]
    public void A_file_of_the_chain_that_was_left_does_not_go_on() => Assert.False(LogChains.Continues([C0], [C0, C1], 15_000));

    [Fact]
    public void A_file_of_the_chain_that_was_left_goes_on_for_an_image_from_before() => Assert.True(LogChains.Continues([C0], [C0, C1], 9_000));

    [Fact]
    public void Chains_of_one_number_from_two_restores_are_told_apart() => Assert.False(LogChains.Continues([C0, OtherC1], [C0, C1], 15_000));

    [Fact]
    public void Logs_from_before_and_after_a_switch_of_recoverability_are_told_apart() =>
        Assert.False(LogChains.Continues([C0], [C0 with { Id = Guid.NewGuid(), StartLso = 8_192 }], 9_000));

    [Fact]
    public void The_lineage_up_to_an_address_leaves_out_later_branches()
    {
        Assert.Equal([C0], LogChains.UpTo([C0, C1, C2], 9_999));
        Assert.Equal([C0, C1], LogChains.UpTo([C0, C1, C2], 10_000));
        Assert.Equal([C0], LogChains.UpTo([C0, C1, C2], 1));
    }

    [Fact]
    public void A_lineage_that_has_lost_its_oldest_links_is_compared_by_the_others()
    {
        Assert.True(LogChains.Continues([C1, C2], [C0, C1, C2], 30_000));
        Assert.True(LogChains.Continues([C0, C1, C2], [C1, C2], 30_000));
        Assert.False(LogChains.Continues([C1], [C0, C1, C2], 30_000));
    }
}
