BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $sandbox = New-Db2Sandbox -ErrorAction Stop
    $null = Invoke-Db2 $sandbox 'CREATE DATABASE ONE', 'CREATE DATABASE TWO'
    $saved = $env:DB2INSTANCE, $env:INSTHOME
    $env:DB2INSTANCE = $env:INSTHOME = $null
}

AfterAll {
    Disconnect-Db2Instance
    $env:DB2INSTANCE, $env:INSTHOME = $saved
    $sandbox | Remove-Db2Sandbox -Force
    $sandbox.Path | Should -Not -Exist
}

Describe 'Which instance is meant' {
    It 'is an error when none is named' {
        $env:DB2INSTANCE = $null
        Assert-Error (Get-OneError { Get-Db2Database }) InstanceNotFound ObjectNotFound
        Assert-Error (Get-OneError { Get-Db2Database -Instance nosuch }) InstanceNotFound ObjectNotFound
    }

    It 'is the one named by object' { (Get-Db2Database -Instance $sandbox).Database | Should -Be 'ONE', 'TWO' }

    It 'is the one of the piped object' {
        ($sandbox | Get-Db2Database ONE).Database | Should -Be 'ONE'
        (Get-Db2Database -Instance $sandbox | Get-Db2Database).Database | Should -Be 'ONE', 'TWO'
        ($sandbox.InstanceInfo | Get-Db2Database T*).Database | Should -Be 'TWO'
    }

    It 'is never a stand-in that was not named' {
        $connected = Connect-Db2Instance -Instance $sandbox
        $connected.StandIn | Should -BeTrue
        (Get-Db2Instance).Instance | Should -Be $sandbox.Instance
        Assert-Error (Get-OneError { Get-Db2Database }) InstanceNotFound ObjectNotFound
        # By its name it is found, since this session is connected to it.
        (Get-Db2Database -Instance $sandbox.Instance).Database | Should -Be 'ONE', 'TWO'

        $env:DB2INSTANCE, $env:INSTHOME = $sandbox.Instance, $sandbox.InstanceInfo.Home
        try { Assert-Error (Get-OneError { Get-Db2Database }) InstanceNotFound ObjectNotFound $null }
        finally { $env:DB2INSTANCE = $env:INSTHOME = $null }
    }

    It 'is forgotten on Disconnect-Db2Instance, and known to one runspace only' {
        $null = Connect-Db2Instance -Instance $sandbox
        $other = [powershell]::Create()
        $null = $other.AddScript("Import-Module '$Manifest'; Get-Db2Instance -ErrorAction SilentlyContinue")
        $other.Invoke() | Should -BeNullOrEmpty
        $other.Dispose()
        Disconnect-Db2Instance -Instance $sandbox
        Get-OneError { Get-Db2Instance } | Should -Not -BeNullOrEmpty
        Assert-Error (Get-OneError { Disconnect-Db2Instance -Instance $sandbox.Instance }) InstanceNotFound ObjectNotFound
    }
}

Describe 'Get-Db2Database' {
    It 'tells of one database that is not there, and goes on with the others' {
        $found = Get-Db2Database ONE, NOSUCH, TWO -Instance $sandbox -ErrorVariable problems -ErrorAction SilentlyContinue
        $found.Database | Should -Be 'ONE', 'TWO'
        $problems.Count | Should -Be 1
        Assert-Error $problems[0] DatabaseNotFound ObjectNotFound NOSUCH
    }

    It 'is terminating for those who want that' { { Get-Db2Database NOSUCH -Instance $sandbox -ErrorAction Stop } | Should -Throw -ErrorId 'DatabaseNotFound,*' }

    It 'tells the state of a circular database, and its size when asked' {
        $database = Get-Db2Database ONE -Instance $sandbox -IncludeSize
        $database.IsRecoverable | Should -BeFalse
        $database.IsUsable | Should -BeTrue
        $database.SizeBytes | Should -BeGreaterThan 0
        $database.LastFullBackup | Should -BeNullOrEmpty
        ($database | Format-Table | Out-String) | Should -Match 'ONE .*normal'
    }

    It 'shows the Db2 statements with -Verbose' {
        (Get-Db2Database ONE -Instance $sandbox -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }).Message | Should -Contain 'db2 LIST DATABASE DIRECTORY'
    }
}

Describe 'New- and Remove-Db2Sandbox' {
    It 'does nothing with -WhatIf' {
        New-Db2Sandbox -Path "$TestDrive/not" -WhatIf | Should -BeNullOrEmpty
        "$TestDrive/not" | Should -Not -Exist
        $sandbox | Remove-Db2Sandbox -Force -WhatIf
        $sandbox.Path | Should -Exist
    }

    It 'does not touch a folder that has something in it, or that it did not make' {
        $folder = New-Item -ItemType Directory "$TestDrive/full"
        Set-Content "$folder/mine" 'keep'
        Assert-Error (Get-OneError { New-Db2Sandbox -Path $folder }) FileExists ResourceExists $folder
        Assert-Error (Get-OneError { Remove-Db2Sandbox -Path $folder -Force }) NotASandbox InvalidArgument $folder
        "$folder/mine" | Should -Exist
    }

    It 'leaves no process and no file' {
        $other = New-Db2Sandbox -Path "$TestDrive/other" -InstanceName other
        $null = Invoke-Db2 $other 'CREATE DATABASE D'
        $other | Remove-Db2Sandbox -Confirm:$false
        "$TestDrive/other" | Should -Not -Exist
        Assert-NoClient $other
        Get-ChildItem /proc -Directory | Where-Object Name -Match '^\d+$' | ForEach-Object { try { [IO.File]::ReadAllText("$_/cmdline") } catch { } } |
            Where-Object { $_ -match 'db2sysc' -and $_ -match [regex]::Escape("$TestDrive/other") } | Should -BeNullOrEmpty
    }
}
