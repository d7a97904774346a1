# Where the secret of a named store comes from, seen from the server that it is sent to.

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    . "$PSScriptRoot/Mirror.ps1"
    $env:DB2BACKUP_CONFIG = "$TestDrive/config.json"
    $mirror = Start-Mirror 'no key is right' 'no token'
    $at = @{ Location = 'swift://backups'; Setting = "auth_url=http://127.0.0.1:$($mirror.Port)/auth/v1.0", 'username=dba' }
    function Get-Secure([string] $Text) { ConvertTo-SecureString $Text -AsPlainText -Force }
    # The key that the server is sent when the store is used.
    function Get-SentKey([string] $Store) {
        $before = $mirror.Requests.Count
        Assert-Error (Get-OneError { Test-Db2BackupStore $Store }) StoreSignInFailed SecurityError $Store
        $sent = @(@($mirror.Requests)[$before..($mirror.Requests.Count - 1)].Headers | ForEach-Object { $_['X-Auth-Key'] } | Select-Object -Unique)
        $sent.Count | Should -Be 1
        $sent[0]
    }
    # No vault of this machine, and then one of our own.
    $path = $env:PSModulePath
    $env:PSModulePath = "$PSHOME/Modules"
    $fake = @'
function Get-Secret {
    [CmdletBinding()] param([string] $Name, [string] $Vault)
    Write-Verbose "a vault that traces: $env:D2TEST_SECRET"
    Write-Debug "and again: $env:D2TEST_SECRET"
    switch ($Name) {
        secure { ConvertTo-SecureString "$Vault$env:D2TEST_SECRET" -AsPlainText -Force }
        credential { [pscredential]::new('u', (ConvertTo-SecureString $env:D2TEST_SECRET -AsPlainText -Force)) }
        text { $env:D2TEST_SECRET }
        table { @{ key = $env:D2TEST_SECRET } }
        two { $env:D2TEST_SECRET, 'another' }
        none { }
        locked { throw "unlock me with $env:D2TEST_SECRET" }
        default { Write-Error "there is no $Name, but there is $env:D2TEST_SECRET" -ErrorId GetSecretNotFound }
    }
}
'@
}

AfterAll {
    Stop-Mirror $mirror
    Remove-Module Microsoft.PowerShell.SecretManagement -ErrorAction Ignore
    $env:PSModulePath = $path
    $env:DB2BACKUP_CONFIG = $env:D2TEST_SECRET = $null
}

Describe 'A secret in a vault' {
    It 'is an error with a way out where the module for vaults is not here' {
        $store = New-Db2BackupStore vault @at -SecretName secure -SecretVault safe
        $store.SecretSource | Should -Be 'secret secure of vault safe'
        $problem = Get-OneError { Test-Db2BackupStore vault }
        Assert-Error $problem SecretVaultMissing NotInstalled vault
        $problem.Exception.Message | Should -Match 'Microsoft\.PowerShell\.SecretManagement'
        $problem.ErrorDetails.RecommendedAction | Should -Match 'Install-Module'
        $mirror.Requests | Should -BeNullOrEmpty
    }

    It 'is fetched each time the store is used, from the vault that was named' {
        $null = New-Item -ItemType Directory "$TestDrive/modules/Microsoft.PowerShell.SecretManagement"
        Set-Content "$TestDrive/modules/Microsoft.PowerShell.SecretManagement/Microsoft.PowerShell.SecretManagement.psm1" $fake
        $env:PSModulePath = "$TestDrive/modules", $env:PSModulePath -join [IO.Path]::PathSeparator
        $env:D2TEST_SECRET = 'hunter2'
        Get-SentKey vault | Should -Be 'safehunter2'
        $env:D2TEST_SECRET = 'hunter3'
        Get-SentKey vault | Should -Be 'safehunter3'
        (Set-Db2BackupStore vault -SecretName credential).SecretSource | Should -Be 'secret credential of vault safe'
        Get-SentKey vault | Should -Be 'hunter3'
        $null = New-Db2BackupStore default @at -SecretName text
        (Get-Db2BackupStore default).SecretSource | Should -Be 'secret text of the default vault'
        Get-SentKey default | Should -Be 'hunter3'
    }

    It 'that is not to be had is an error that repeats nothing of what the vault says: <_>' -ForEach 'table', 'two', 'none', 'locked', 'unknown' {
        $null = Set-Db2BackupStore vault -SecretName $_
        $VerbosePreference = $DebugPreference = 'Continue'
        $told = Test-Db2BackupStore vault *>&1
        $problem = $told | Where-Object { $_ -is [Management.Automation.ErrorRecord] }
        Assert-Error $problem SecretVaultFailed ResourceUnavailable vault
        $problem.ErrorDetails.RecommendedAction | Should -Match 'Get-Secret'
        $problem.Exception.Message | Should -Match "secret $_ of the vault safe"
        "$($told | Out-String)$($problem.Exception)" | Should -Not -Match 'hunter'
    }
}

Describe 'A secret of the session' {
    It 'is taken from a credential or a secure string, and is nowhere on the disk' {
        $store = New-Db2BackupStore mine swift://backups -Setting $at.Setting[0] -Credential ([pscredential]::new('jane', (Get-Secure 'hunter4')))
        $store.SecretSource | Should -Be 'given to each session'
        $store.Settings['username'] | Should -Be 'jane'
        Get-SentKey mine | Should -Be 'hunter4'
        $null = Set-Db2BackupStore mine -Secret (Get-Secure 'hunter5')
        Get-SentKey mine | Should -Be 'hunter5'
        # The object is as good as its name, and its location leads to it too.
        Get-Db2BackupStore mine | ForEach-Object { Get-SentKey $_ } | Should -Be 'hunter5'
        (Get-Db2BackupStore | ConvertTo-Json -Depth 5) + (Get-Db2BackupStore | Format-List * | Out-String) + (Get-Content $env:DB2BACKUP_CONFIG -Raw) | Should -Not -Match 'hunter'
        (Get-Db2BackupStore mine | Format-Table | Out-String -Width 200) | Should -Match 'given to each session'
    }

    It 'is unknown to another session, and to this one when the store was forgotten' {
        $other = [powershell]::Create().AddScript("Import-Module '$Manifest'; Test-Db2BackupStore mine")
        $null = $other.Invoke()
        Assert-Error $other.Streams.Error[0] StoreCredentialMissing InvalidArgument mine
        $other.Streams.Error[0].Exception.Message | Should -Match 'Set-Db2BackupStore mine'
        $other.Dispose()
        Remove-Db2BackupStore MINE -Force
        $null = New-Db2BackupStore mine @at -Secret (Get-Secure 'hunter6')
        Remove-Db2BackupStore mine -Force
        # As somebody who copied the file would have it.
        $json = Get-Content $env:DB2BACKUP_CONFIG -Raw | ConvertFrom-Json -AsHashtable
        $json.stores += @{ name = 'mine'; location = 'swift://backups'; secretOfSession = $true }
        Set-Content $env:DB2BACKUP_CONFIG (ConvertTo-Json $json -Depth 9)
        Assert-Error (Get-OneError { Test-Db2BackupStore mine }) StoreCredentialMissing InvalidArgument mine
    }

    It 'gives way to another place, one at a time' {
        $null = Set-Db2BackupStore mine -Secret (Get-Secure 'hunter7') -Setting $at.Setting
        $null = Set-Db2BackupStore mine -SecretVariable D2TEST_SECRET
        (Get-Db2BackupStore mine).SecretOfSession | Should -BeFalse
        Get-SentKey mine | Should -Be $env:D2TEST_SECRET
        Assert-Error (Get-OneError { Set-Db2BackupStore mine -SecretVariable A -SecretName b }) StoreSettingInvalid InvalidArgument mine
        Assert-Error (Get-OneError { Set-Db2BackupStore mine -Secret (Get-Secure x) -Credential ([pscredential]::new('u', (Get-Secure y))) }) StoreSettingInvalid InvalidArgument mine
        Assert-Error (Get-OneError { New-Db2BackupStore folder $TestDrive -Credential ([pscredential]::new('u', (Get-Secure y))) }) StoreSettingInvalid InvalidArgument folder
        Assert-Error (Get-OneError { New-Db2BackupStore empty @at -Secret ([securestring]::new()) }) StoreSettingInvalid InvalidArgument empty
        Get-SentKey mine | Should -Be $env:D2TEST_SECRET
    }
}
