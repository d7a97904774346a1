BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $sandbox = New-Db2Sandbox -ErrorAction Stop
    $saved = $env:DB2INSTANCE, $env:INSTHOME
    $env:DB2INSTANCE = $env:INSTHOME = $null

    $probe = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $probe.Start()
    $port = $probe.LocalEndpoint.Port
    $probe.Stop()
    $folder = New-Item -ItemType Directory "$($sandbox.InstanceInfo.Home)/sqllib/emulator" -Force
    Set-Content "$folder/users" "$($sandbox.Instance):the-secret"
    New-TestDatabase $sandbox ONE -Recoverable
    $null = bash -c '. "$1"; db2 update dbm cfg using svcename "$2"; db2 terminate; db2stop force; db2start' db2 $sandbox.InstanceInfo.ProfilePath $port
    # The stand-in's provider is in the program itself.
    $provider = Join-Path (bash -c '. "$1"; dirname "$(command -v db2)"' db2 $sandbox.InstanceInfo.ProfilePath) db2.dll

    function Get-TestCredential([string] $Password = 'the-secret') {
        [pscredential]::new($sandbox.Instance, (ConvertTo-SecureString $Password -AsPlainText -Force))
    }
    $way = @{ Server = '127.0.0.1'; Port = $port; Database = 'one'; Credential = Get-TestCredential }
}

AfterAll {
    Disconnect-Db2Instance
    $env:DB2INSTANCE, $env:INSTHOME = $saved
    $sandbox | Remove-Db2Sandbox -Force
}

Describe 'Connect-Db2Instance -Server' {
    It 'says where to get a provider when there is none' {
        Assert-Error ($problem = Get-OneError { Connect-Db2Instance @way }) ProviderNotFound NotInstalled
        "$problem" | Should -Match 'Net\.IBM\.Data\.Db2'
    }

    It 'connects to one database, and knows the stand-in' {
        $instance = Connect-Db2Instance @way -ProviderPath $provider
        $instance.Transport | Should -Be Provider
        $instance.StandIn | Should -BeTrue
        $instance.Instance | Should -Be $sandbox.Instance
        ($instance | Get-Db2Database).Database | Should -Be 'ONE'
        Assert-Error (Get-OneError { $instance | Get-Db2Database TWO }) DatabaseNotFound ObjectNotFound
    }

    It 'backs up, to folders of the server' {
        $instance = Connect-Db2Instance @way -ProviderPath $provider
        $image = $instance | Get-Db2Database | Invoke-Db2OnlineBackup -Path $sandbox.BackupPath -WarningAction SilentlyContinue
        $image.Path | Should -Exist
        $image.IsReachable | Should -BeFalse
        $image.Verified | Should -BeFalse
        Assert-Error (Get-OneError { $image | Protect-Db2Backup -NoEncryption }) ImageNotReachable InvalidOperation
        ($instance | Get-Db2BackupHistory ONE)[-1].Timestamp | Should -Be $image.Timestamp
    }

    It 'refuses what only the command line of Db2 can do' {
        $instance = Connect-Db2Instance @way -ProviderPath $provider
        Assert-Error (Get-OneError { $instance | Restart-Db2Database ONE -Confirm:$false }) NotSupportedOverProvider InvalidOperation
    }

    It 'forgets the credential with the connection, and shows it nowhere' {
        $shown = (Connect-Db2Instance @way -ProviderPath $provider -Verbose 4>&1 | Tee-Object -Variable told | Format-List * | Out-String)
        $shown | Should -Not -Match 'the-secret'
        $instance = $told | Where-Object { $_ -is [Db2Backup.Db2Instance] }
        ($instance | ConvertTo-Json -Depth 8) | Should -Not -Match 'the-secret'
        Disconnect-Db2Instance -Instance $instance
        Assert-Error (Get-OneError { $instance | Get-Db2Database }) InstanceNotFound ObjectNotFound
    }

    It 'has Db2''s own id for a wrong password and for a port where nobody listens' {
        $wrong = $way + @{ ProviderPath = $provider }
        $wrong.Credential = Get-TestCredential 'a-wrong-one'
        Assert-Error ($problem = Get-OneError { Connect-Db2Instance @wrong }) SQL30082N SecurityError
        ($problem | Format-List * -Force | Out-String) | Should -Not -Match 'a-wrong-one'
        $wrong.Port = 1
        Assert-Error (Get-OneError { Connect-Db2Instance @wrong }) SQL30081N ConnectionError
    }

    It 'takes further keywords, and no password among them' {
        Assert-Error (Get-OneError { Connect-Db2Instance @way -ProviderPath $provider -ConnectionOption @{ Pwd = 'x' } }) StatementValueInvalid InvalidArgument
        (Connect-Db2Instance @way -ProviderPath $provider -ConnectionOption @{ QueryTimeout = 60 }).ConnectedDatabase | Should -Be 'ONE'
    }
}
