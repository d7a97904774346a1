using System.Reflection;

namespace Db2Backup.Tests.House;

/// <summary>
/// What an earlier tool for Db2 backups (OpenStack Trove) got wrong, and the tests that show that this one does not. The table is
/// held to what is there: a test that is renamed or lost breaks it.
/// </summary>
public sealed class LessonsTests
{
    private static readonly (int Bug, string What, string[] Tests)[] Table =
    [
        (1, "a space refusal crashes", ["BackupSpaceTests.A_result_that_failed_says_where_and_how_much_is_missing"]),
        (2, "a size that cannot be told is taken for none", ["CheckBackupSpaceTests.A_size_that_cannot_be_told_is_an_error_and_never_taken_for_nothing"]),
        (3, "a kept size, and the log in use now for the log that is carried",
            ["CheckBackupSpaceTests.The_size_is_that_of_now_and_not_one_that_was_kept", "BackupSpaceTests.Logs_that_an_image_carries_are_more_than_those_in_use_now"]),
        (4, "one volume is checked for all", ["BackupSpaceTests.An_image_is_spread_over_its_paths_and_each_file_system_is_counted_once",
            "BackupSpaceTests.The_copy_that_is_protected_needs_room_besides_the_image"]),
        (5, "a backup that was given up goes on, and its folder is deleted under it",
            ["TransportRefusalTests.A_cancelled_backup_has_ended_in_Db2_too", "OnlineBackupFaultTests.An_online_backup_survives", "BackupCleanUpTests.A_backup_of_somebody_else_that_ended_well_meanwhile_stays"]),
        (6, "text on stderr decides, exit codes do not", ["ClpSessionTests.Every_statement_has_an_exit_code_of_its_own_and_the_connection_stays", "ProtectPipelineTests.A_source_that_fails_stops_the_run_and_is_the_error"]),
        (7, "the key on the command line, encryption without authentication", ["AgeTests.Every_flipped_byte_is_noticed", "AgeTests.Every_cut_is_noticed", "AgeTests.Keys_survive_their_text_form_and_the_secret_is_not_shown_by_accident"]),
        (8, "deleting archived logs does nothing and says it was done", ["ShipLogsTests.Neither_a_backup_that_succeeds_nor_one_that_fails_takes_a_log_from_the_archive"]),
        (9, "every archived log is to be deleted, also after a failure", ["ShipLogsTests.Neither_a_backup_that_succeeds_nor_one_that_fails_takes_a_log_from_the_archive"]),
        (10, "a failed upload poisons the next backup", ["PublishBackupTests.Whichever_call_of_the_store_fails_there_is_no_false_success_no_unnamed_debris_and_the_next_run_succeeds"]),
        (11, "two databases cannot be restored: one log target for all", ["RestoreTests.Two_databases_with_logs_of_the_same_names_are_restored_through_one_work_folder"]),
        (12, "a quiesce is undone after success only", ["OfflineBackupFaultTests.An_offline_backup_survives", "QuiesceMarkerTests.A_quiesce_that_cannot_be_noted_down_is_not_begun"]),
        (13, "errors of the switch to archive logging are passed over", ["EnableArchiveLoggingFaultTests.Enabling_archive_logging_survives", "MainJobTests.Enabling_archive_logging_ends_usable_and_recoverable_and_twice_changes_nothing"]),
        (14, "the first backup goes to the null device and counts", ["DatabaseFactsTests.What_went_to_the_null_device_is_no_backup",
            "RestoreTests.The_first_image_after_the_switch_is_restored_as_it_is_and_with_the_logs_after_it"]),
        (15, "paths are fixed, a warning is a failure, prompts wait", ["MainJobTests.What_was_backed_up_online_is_restored_under_another_name_to_the_end_of_the_backup",
            "RestoreTests.Folders_with_blanks_and_other_letters_work_from_the_image_to_the_restored_database"]),
        (16, "no point in time, no end of logs, no catalogue, no check of the image",
            ["MainJobTests.With_published_logs_it_is_restored_to_their_end_and_to_a_point_in_time_after_everything_was_lost", "BackupDescriptionTests.The_manifest_tells_times_logs_table_spaces_durations_and_throughput",
             "OnlineBackupFaultTests.An_image_cut_short_that_Db2_calls_successful_is_a_failure"]),
        (17, "what arrives is never hashed", ["SaveBackupTests.What_is_damaged_in_the_store_is_an_error_and_leaves_no_file", "LogTests.A_damaged_or_exchanged_log_is_an_error_and_leaves_no_file"]),
        (18, "segments of failed runs stay for ever", ["SliceTests.Whatever_call_fails_nothing_is_left_or_it_is_named", "SliceTests.Nothing_is_left_of_an_upload_that_is_not_completed"]),
        (19, "every backup was broken for fifteen months, because no test ran a Db2 command", ["ScenarioTests.The_demo_proves_the_whole_cycle_and_leaves_nothing_behind"]),
    ];

    [Fact]
    public void Every_bug_of_the_tool_before_has_a_test_that_is_there()
    {
        Assert.Equal(Enumerable.Range(1, 19), Table.Select(l => l.Bug));
        var tests = typeof(LessonsTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public).Where(m => m.GetCustomAttributes().Any(a => a is FactAttribute)).Select(m => $"{type.Name}.{m.Name}"))
            .ToHashSet(StringComparer.Ordinal);
        Assert.All(Table, lesson => Assert.All(lesson.Tests, test => Assert.Contains(test, tests)));
    }
}
