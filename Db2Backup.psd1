@{
    ModuleVersion     = '0.1.0'
    GUID              = '6f0a4c0e-5c0f-4a53-9f2e-5b8c7d1c6a10'
    Author            = 'Db2Backup contributors'
    CompanyName       = 'Db2Backup'
    Copyright         = '(c) Db2Backup contributors'
    Description       = 'Online backup and proven restore of IBM Db2 LUW databases.'
    PowerShellVersion = '7.4'
    CompatiblePSEditions = @('Core')
    RootModule        = 'bin/Db2Backup.psm1'
    FormatsToProcess  = @('bin/Db2Backup.Format.ps1xml')
    CmdletsToExport   = @(
        'Connect-Db2Instance'
        'Disconnect-Db2Instance'
        'Get-Db2Instance'
        'Get-Db2Database'
        'Get-Db2BackupHistory'
        'Get-Db2RollforwardStatus'
        'Enable-Db2ArchiveLogging'
        'Disable-Db2ArchiveLogging'
        'Test-Db2BackupSpace'
        'Invoke-Db2OnlineBackup'
        'Invoke-Db2OfflineBackup'
        'Protect-Db2Backup'
        'Publish-Db2Backup'
        'Remove-Db2BackupImage'
        'Publish-Db2ArchiveLog'
        'Get-Db2Backup'
        'Remove-Db2Backup'
        'Save-Db2Backup'
        'Unprotect-Db2Backup'
        'Restore-Db2Database'
        'Invoke-Db2Rollforward'
        'Restart-Db2Database'
        'New-Db2BackupStore'
        'Get-Db2BackupStore'
        'Set-Db2BackupStore'
        'Remove-Db2BackupStore'
        'Test-Db2BackupStore'
        'New-Db2BackupKey'
        'ConvertFrom-Db2Output'
        'New-Db2Sandbox'
        'Remove-Db2Sandbox'
        'Get-Db2BackupSetting'
        'Set-Db2BackupSetting'
        'Invoke-Db2Backup'
        'Backup-Db2Database'
        'Clear-Db2BackupDebris'
    )
    FunctionsToExport = @()
    VariablesToExport = @()
    AliasesToExport   = @()
    PrivateData       = @{ PSData = @{ Tags = @('PSEdition_Core', 'Db2', 'Backup', 'Restore') } }
}
