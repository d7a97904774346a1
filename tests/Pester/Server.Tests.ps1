BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $sandbox = New-Db2Sandbox -ErrorAction Stop
    New-TestDatabase $sandbox SAMPLE -Rows 100 -Recoverable
    $probe = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $probe.Start()
    $port = $probe.LocalEndpoint.Port
    $probe.Stop()
    Set-Content "$($sandbox.InstanceInfo.Home)/sqllib/emulator/users" 'db2inst1:a secret'
    & bash -c '. "$1"; export DB2EMU_OWNER_PID=$3; db2 update dbm cfg using svcename $2; db2 terminate; db2stop force; db2start' restart $sandbox.InstanceInfo.ProfilePath $port $PID > /dev/null
    # The stand-in offers a provider of its own, found by its path as IBM's would be.
    $provider = "$(Split-Path $Manifest)/bin/sandbox/db2.dll"
    $credential = [pscredential]::new('db2inst1', (ConvertTo-SecureString 'a secret' -AsPlainText -Force))
    $server = @{ Server = '127.0.0.1'; Port = $port; Database = 'SAMPLE'; ProviderPath = $provider }
}

AfterAll {
    Disconnect-Db2Instance
    $sandbox | Remove-Db2Sandbox -Force
}

Describe 'A database that is reached over the .NET provider' {
    It 'is looked at and backed up where it is; the image is the server''s' {
        $instance = Connect-Db2Instance @server -Credential $credential
        $instance.Transport | Should -Be 'Provider'
        $instance.Instance | Should -Be $sandbox.Instance
        (Get-Db2Database -Instance $instance).IsRecoverable | Should -BeTrue
        $image = Invoke-Db2OnlineBackup SAMPLE $sandbox.BackupPath -Instance $instance -NoVerify
        $image.IsReachable | Should -BeFalse
        (Get-Db2BackupHistory SAMPLE -Instance $instance)[-1].Timestamp | Should -Be $image.Timestamp
        Assert-Error (Get-OneError { $image | Protect-Db2Backup -NoEncryption }) ImageNotReachable InvalidOperation
        ($image | Protect-Db2Backup -NoEncryption -PathMap "$($sandbox.BackupPath)=$($sandbox.BackupPath)").Path | Should -Exist
        Assert-Error (Get-OneError { Invoke-Db2OfflineBackup SAMPLE $sandbox.BackupPath -Instance $instance }) NotSupportedOverProvider InvalidOperation SAMPLE
    }

    It 'is not touched by <_>, which needs the server itself' -ForEach 'Invoke-Db2OfflineBackup', 'Enable-Db2ArchiveLogging', 'Enable-Db2IncrementalBackup', 'Disable-Db2ArchiveLogging',
        'Restore-Db2Database', 'Invoke-Db2Rollforward', 'Get-Db2RollforwardStatus', 'Restart-Db2Database', 'Publish-Db2ArchiveLog', 'Get-Db2ArchiveLog', 'Test-Db2LogChain', 'Remove-Db2ArchiveLog' {
        $cmdlet = $_
        $instance = Connect-Db2Instance @server -Credential $credential
        $state = { Get-Db2Database SAMPLE -Instance $instance | Select-Object IsRecoverable, LogArchiveMethod, IsUsable | ConvertTo-Json }
        $before = & $state
        $folder = (New-Item -ItemType Directory "$TestDrive/$cmdlet").FullName
        $more = switch ($cmdlet) {
            'Invoke-Db2OfflineBackup' { @{ Path = $folder; Force = $true } }
            'Enable-Db2IncrementalBackup' { @{ Path = $folder; Force = $true } }
            'Enable-Db2ArchiveLogging' { @{ ArchivePath = $folder; BackupPath = $folder; Force = $true } }
            'Disable-Db2ArchiveLogging' { @{ Force = $true } }
            'Restore-Db2Database' { @{ Store = $folder; WorkPath = $folder; Force = $true } }
            'Invoke-Db2Rollforward' { @{ EndOfLogs = $true; Confirm = $false } }
            'Restart-Db2Database' { @{ Confirm = $false } }
            'Publish-Db2ArchiveLog' { @{ Store = $folder; NoEncryption = $true } }
            { $_ -in 'Get-Db2ArchiveLog', 'Test-Db2LogChain' } { @{ Store = $folder } }
            'Remove-Db2ArchiveLog' { @{ Store = $folder; Force = $true } }
            default { @{} }
        }
        $problem = Get-OneError { & $cmdlet SAMPLE -Instance $instance @more }
        Assert-Error $problem NotSupportedOverProvider InvalidOperation SAMPLE
        $problem.ErrorDetails.RecommendedAction | Should -Match 'on the Db2 server itself'
        & $state | Should -Be $before
        Get-ChildItem $folder -Force -Recurse | Should -BeNullOrEmpty
    }

    It 'has its space tested where a map leads to the folder, and else says what is missing' {
        $instance = Connect-Db2Instance @server -Credential $credential
        $problem = Get-OneError { Test-Db2BackupSpace SAMPLE /srv/backup -Instance $instance }
        Assert-Error $problem ImageNotReachable InvalidOperation SAMPLE
        $problem.ErrorDetails.RecommendedAction | Should -Match 'PathMap'
        $space = Test-Db2BackupSpace SAMPLE /srv/backup -PathMap "/srv/backup=$($sandbox.BackupPath)" -Instance $instance
        $space.Passed | Should -BeTrue
        $space.Path | Should -Be '/srv/backup'
        $space.DataBytes | Should -Be (Get-Db2Database SAMPLE -IncludeSize -Instance $instance).SizeBytes
    }

    It 'refuses a wrong password with Db2''s id, and never shows it' {
        $wrong = [pscredential]::new('db2inst1', (ConvertTo-SecureString 'guessed-it' -AsPlainText -Force))
        $problem = Get-OneError { Connect-Db2Instance @server -Credential $wrong }
        $problem.FullyQualifiedErrorId | Should -BeLike 'SQL30082N,*'
        $problem | Out-String | Should -Not -Match 'guessed-it'
    }

    It 'says how to get the provider where there is none' {
        $problem = Get-OneError { Connect-Db2Instance -Server 127.0.0.1 -Port $port -Database SAMPLE -Credential $credential -ProviderPath $TestDrive }
        Assert-Error $problem ProviderNotFound NotInstalled
        $problem.ErrorDetails.RecommendedAction | Should -Match 'Net.IBM.Data.Db2'
    }

    It 'is one database, and its credential is forgotten with the connection and shown nowhere' {
        $told = Connect-Db2Instance @server -Credential $credential -Verbose 4>&1
        $instance = $told | Where-Object { $_ -is [Db2Backup.Db2Instance] }
        ($told | Format-List * -Force | Out-String) | Should -Not -Match 'a secret'
        ($instance | ConvertTo-Json -Depth 8) | Should -Not -Match 'a secret'
        Assert-Error (Get-OneError { $instance | Get-Db2Database TWO }) DatabaseNotFound ObjectNotFound
        (Connect-Db2Instance -Instance $instance.Instance).Transport | Should -Be 'Provider'
        ($instance | Get-Db2Database).Database | Should -Be 'SAMPLE'
        Disconnect-Db2Instance -Instance $instance
        Assert-Error (Get-OneError { $instance | Get-Db2Database }) InstanceNotFound ObjectNotFound
    }

    It 'takes further keywords, and no password among them' {
        Assert-Error (Get-OneError { Connect-Db2Instance @server -Credential $credential -ConnectionOption Pwd=x }) StatementValueInvalid InvalidArgument
        (Connect-Db2Instance @server -Credential $credential -ConnectionOption QueryTimeout=60).ConnectedDatabase | Should -Be 'SAMPLE'
    }
}
