# Every cmdlet with -Verbose and -Debug, made to fail, and whatever it says or writes is searched for secrets. The stores are one server that sends
# back all it was sent. The tables name all cmdlets: a new one fails here until it has its row.

BeforeDiscovery {
    $exported = (Import-PowerShellDataFile $(if ($env:DB2BACKUP_MODULE) { $env:DB2BACKUP_MODULE } else { "$PSScriptRoot/../../Db2Backup.psd1" })).CmdletsToExport | Sort-Object
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    . "$PSScriptRoot/Mirror.ps1"
    $sandbox = New-Db2Sandbox -ErrorAction Stop
    $root = $sandbox.Path
    $env:DB2BACKUP_CONFIG = "$root/config.json"
    New-TestDatabase $sandbox SAMPLE -Rows 20 -Recoverable

    # What must be told nowhere. Each has a form that its store takes for good, and appears in this file's text only here.
    $hidden = @{
        Password = 'hunter2-swift'; Vault = 'hunter3-vault'; S3 = 'hunter4/AWS+Secret'; Key = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes('hunter5-azure'))
        Signature = 'hunter6%2FSignature%3D'; Token = 'AUTH_tkhunter7'; Db2 = 'hunter8-db2'; Passphrase = 'hunter9 passphrase'; Pasted = 'hunter10-pasted'
    }
    $mirror = Start-Mirror $hidden.Password $hidden.Token
    $endpoint = "http://127.0.0.1:$($mirror.Port)"
    $identity = New-Db2BackupKey "$root/key"
    $hidden.Identity = (Get-Content "$root/key" | Where-Object { $_ -match '^AGE-SECRET-KEY-' })
    Set-Content "$root/broken" "$($hidden.Identity.Substring(0, 40))!" # cut, so no key
    $hidden.BrokenIdentity = $hidden.Identity.Substring(0, 40)
    $null = New-Db2BackupKey "$root/other"
    foreach ($file in "$root/s3", "$root/broken") { if (-not (Test-Path $file)) { Set-Content $file $hidden.S3 }; & chmod 600 $file }
    $env:D2TEST_SECRET, $env:D2TEST_SIGNATURE = $hidden.Vault, "sv=2024-01-01&sr=c&sp=rcwld&se=2099-01-01T00:00:00Z&sig=$($hidden.Signature)"
    $null = New-Item -ItemType Directory "$root/modules/Microsoft.PowerShell.SecretManagement", "$root/store", "$root/plain", "$root/saved", "$root/work"
    Set-Content "$root/modules/Microsoft.PowerShell.SecretManagement/Microsoft.PowerShell.SecretManagement.psm1" @'
function Get-Secret {
    [CmdletBinding()] param([string] $Name, [string] $Vault)
    Write-Verbose $env:D2TEST_SECRET
    if ($Name -eq 'locked') { throw "$env:D2TEST_SECRET" }
    ConvertTo-SecureString $env:D2TEST_SECRET -AsPlainText -Force
}
'@
    $modulePath = $env:PSModulePath
    $env:PSModulePath = "$root/modules", $env:PSModulePath -join [IO.Path]::PathSeparator

    # A session of its own: all its streams are collected, progress too, and each of our cmdlets gets -Verbose and -Debug.
    $shell = [powershell]::Create()
    function Invoke-Watched([string] $Script) {
        $shell.Commands.Clear()
        $shell.Streams.ClearStreams()
        $output = $shell.AddScript($Script).Invoke()
        $told = [Text.StringBuilder]::new()
        foreach ($item in $output) { $null = $told.AppendLine("$item").AppendLine(($item | Format-List * -Force | Out-String -Width 9999)).AppendLine(($item | ConvertTo-Json -Depth 4 -WarningAction Ignore)) }
        foreach ($name in 'Verbose', 'Debug', 'Warning', 'Information', 'Progress') { foreach ($item in $shell.Streams.$name) { $null = $told.AppendLine("${name}: $item").AppendLine(($item | Format-List * -Force | Out-String -Width 9999)) } }
        foreach ($item in $shell.Streams.Error) {
            $null = $told.AppendLine("$item").AppendLine($item.Exception.ToString()).AppendLine(($item | Format-List * -Force | Out-String -Width 9999)).AppendLine("$($item.TargetObject) $($item.CategoryInfo) $($item.ErrorDetails)")
            for ($e = $item.Exception; $e; $e = $e.InnerException) { foreach ($key in $e.Data.Keys) { $null = $told.AppendLine("$key=$($e.Data[$key])") } }
        }
        [pscustomobject]@{ Text = $told.ToString(); Errors = @($shell.Streams.Error); Output = $output }
    }
    function Get-Secure([string] $Text) { ConvertTo-SecureString $Text -AsPlainText -Force }
    $variables = @{
        Manifest = $Manifest; sandbox = $sandbox; root = $root; endpoint = $endpoint; recipient = $identity.Recipient; provider = "$(Split-Path $Manifest)/bin/sandbox/db2.dll"
        hidden = $hidden; image = $null; protected = $null; published = $null
        swift = [pscredential]::new('dba', (Get-Secure $hidden.Password)); azure = (Get-Secure $hidden.Key); db2 = [pscredential]::new('db2inst1', (Get-Secure $hidden.Db2)); passphrase = (Get-Secure $hidden.Passphrase)
    }
    foreach ($name in $variables.Keys) { $shell.Runspace.SessionStateProxy.SetVariable($name, $variables[$name]) }

    # What works, watched like the rest: stores of every kind, and a backup in a folder.
    $setUp = Invoke-Watched @'
Import-Module $Manifest
$PSDefaultParameterValues = @{ '*-Db2*:Verbose' = $true; '*-Db2*:Debug' = $true; 'ConvertFrom-Db2Output:Verbose' = $true; 'ConvertFrom-Db2Output:Debug' = $true }
$VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
$ConfirmPreference = 'None'
$at = @{ Instance = $sandbox }
New-Db2BackupStore folder "$root/store" -Recipient $recipient
New-Db2BackupStore swift swift://backups/p -Setting "auth_url=$endpoint/auth/v1.0" -Credential $swift
New-Db2BackupStore vault swift://backups/q -Setting "auth_url=$endpoint/auth/v1.0", 'username=dba' -SecretVault safe -SecretName it
New-Db2BackupStore locked swift://backups/r -Setting "auth_url=$endpoint/auth/v1.0", 'username=dba' -SecretName locked
New-Db2BackupStore s3 s3://bucket/p -Setting "endpoint=$endpoint", 'region=x', 'access_key_id=AKIAX', 'conditional_writes=yes' -SecretFile "$root/s3"
New-Db2BackupStore sas azblob://acct/container/p -Setting "endpoint=$endpoint/acct" -SecretVariable D2TEST_SIGNATURE
New-Db2BackupStore key azblob://acct/container/q -Setting "endpoint=$endpoint/acct" -Secret $azure
$image = Invoke-Db2OnlineBackup SAMPLE $sandbox.BackupPath @at
$protected = $image | Protect-Db2Backup $recipient
$published = $protected | Publish-Db2Backup folder
$image; $protected; $published; Get-Db2BackupStore
# Names of stores, and what people paste in their place: an address with a signature, one with a key, a connection string, a key.
$stores = 'swift', 'vault', 'locked', 's3', 'sas', 'key', "https://acct.blob.core.windows.net/c?sv=1&sig=$($hidden.Pasted)", "s3://AKIAX:$($hidden.Pasted)@host/bucket",
    "DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=$($hidden.Pasted)", "AKIAX:$($hidden.Pasted)", "?sv=1&sig=$($hidden.Pasted)"
function Use-Stores([scriptblock] $Call) { Use-Some $Call $stores }
# For those who ask Db2 first, which takes its time.
function Use-Some([scriptblock] $Call, [string[]] $Of) { foreach ($store in $Of) { try { $null = & $Call } catch { Write-Error $_ } } }
$calls = @{
    'Connect-Db2Instance' = { Connect-Db2Instance -Server 127.0.0.1 -Port 1 -Database SAMPLE -Credential $db2 -ProviderPath $provider; Connect-Db2Instance -Server 127.0.0.1 -Port 1 -Database SAMPLE -Credential $db2 -ProviderPath $root }
    'Disconnect-Db2Instance' = { Disconnect-Db2Instance nosuch }
    'Get-Db2Instance' = { Get-Db2Instance nosuch }
    'Get-Db2Database' = { Get-Db2Database NOSUCH @at }
    'Get-Db2BackupHistory' = { Get-Db2BackupHistory NOSUCH @at }
    'Get-Db2RollforwardStatus' = { Get-Db2RollforwardStatus NOSUCH @at }
    'Enable-Db2ArchiveLogging' = { Enable-Db2ArchiveLogging SAMPLE "$root/nowhere" -BackupPath "$root/nowhere" @at }
    'Enable-Db2IncrementalBackup' = { Enable-Db2IncrementalBackup NOSUCH $sandbox.BackupPath @at }
    'Disable-Db2ArchiveLogging' = { Disable-Db2ArchiveLogging NOSUCH -Force @at }
    'Test-Db2BackupSpace' = { Use-Stores { Test-Db2BackupSpace SAMPLE $sandbox.BackupPath -Store $store @at } }
    'Invoke-Db2OnlineBackup' = { Invoke-Db2OnlineBackup NOSUCH $sandbox.BackupPath @at }
    'Invoke-Db2OfflineBackup' = { Invoke-Db2OfflineBackup NOSUCH $sandbox.BackupPath @at }
    'Invoke-Db2Backup' = { Invoke-Db2Backup NOSUCH $sandbox.BackupPath @at }
    'Backup-Db2Database' = { Use-Some { Backup-Db2Database SAMPLE -Store $store -NoEncryption @at } swift, sas, $stores[6]; Backup-Db2Database SAMPLE -Store folder -Passphrase $passphrase -Recipient $hidden.Identity @at }
    'Clear-Db2BackupDebris' = { Use-Stores { Clear-Db2BackupDebris -Store $store -PipePath "$root/work" } }
    'Protect-Db2Backup' = {
        $image | Protect-Db2Backup $hidden.Identity -Destination "$root/plain"
        $image | Protect-Db2Backup $recipient -Passphrase $passphrase -Destination "$root/plain"
        $image | Protect-Db2Backup -RecipientFile "$root/broken" -Destination "$root/plain"
    }
    'Publish-Db2Backup' = { Use-Stores { $protected | Publish-Db2Backup $store }; $protected | Publish-Db2Backup folder, s3, sas; foreach ($store in $stores[6..10]) { $protected | Publish-Db2Backup folder, $store } }
    'Remove-Db2BackupImage' = { Use-Stores { $image | Remove-Db2BackupImage $store -Force } }
    'Publish-Db2ArchiveLog' = { Use-Some { Publish-Db2ArchiveLog SAMPLE $store -NoEncryption @at } vault, s3, $stores[8]; Publish-Db2ArchiveLog SAMPLE folder -Passphrase $passphrase -Recipient $hidden.Identity @at }
    'Get-Db2ArchiveLog' = { Use-Stores { Get-Db2ArchiveLog SAMPLE $store -StoreOnly } }
    'Test-Db2LogChain' = { Use-Stores { Test-Db2LogChain SAMPLE $store -StoreOnly } }
    'Remove-Db2ArchiveLog' = { Use-Some { Remove-Db2ArchiveLog SAMPLE $store -Force @at } s3, $stores[8]; Remove-Db2ArchiveLog SAMPLE folder -Passphrase $passphrase -IdentityFile "$root/broken" -Force @at }
    'Import-TroveBackup' = { Use-Stores { Import-TroveBackup -Store $store -Name nothing -Destination "$root/plain" -Password $passphrase }; Import-TroveBackup "$root/broken" "$root/plain" -Password $passphrase }
    'Import-Db2BackupImage' = { Use-Some { $image | Import-Db2BackupImage -Store $store -NoEncryption @at } s3, $stores[8]; $image | Import-Db2BackupImage -Store folder -Passphrase $passphrase -Recipient $hidden.Identity @at }
    'Get-Db2Backup' = { Use-Stores { Get-Db2Backup -Store $store } }
    'Measure-Db2BackupThroughput' = { Use-Stores { Measure-Db2BackupThroughput -Store $store } }
    'Get-Db2RecoveryPlan' = { Use-Stores { Get-Db2RecoveryPlan SAMPLE -Store $store } }
    'Get-Db2RecoverableRange' = { Use-Stores { Get-Db2RecoverableRange -Store $store } }
    'Export-Db2RecoveryCatalog' = { Use-Stores { Export-Db2RecoveryCatalog SAMPLE "$root/catalog.json" -Store $store } }
    'Remove-Db2Backup' = { Use-Stores { Remove-Db2Backup -Database SAMPLE -Timestamp 20200101000000 -Store $store -Force } }
    'Save-Db2Backup' = { Use-Stores { Save-Db2Backup "$root/saved" -Database SAMPLE -Timestamp 20200101000000 -Store $store } }
    'Copy-Db2Backup' = { Use-Stores { $published | Copy-Db2Backup $store }; Copy-Db2Backup folder -Database SAMPLE -Timestamp 20200101000000 -Store s3; foreach ($store in $stores[6..10]) { Copy-Db2Backup folder -Database SAMPLE -Timestamp 20200101000000 -Store $store } }
    'Unprotect-Db2Backup' = {
        $protected | Unprotect-Db2Backup "$root/plain" -IdentityFile "$root/broken"
        $protected | Unprotect-Db2Backup "$root/plain" -IdentityFile "$root/other"
        $protected | Unprotect-Db2Backup "$root/plain" -Passphrase $passphrase
    }
    'Restore-Db2Database' = {
        Use-Stores { Restore-Db2Database SAMPLE -Store $store -WorkPath "$root/work" -Force @at }
        Restore-Db2Database SAMPLE -TargetDatabase COPY -Store folder -WorkPath "$root/work" -EndOfBackup -Passphrase $passphrase -Force @at
        Restore-Db2Database SAMPLE -TargetDatabase COPY -Store folder -WorkPath "$root/work" -EndOfBackup -IdentityFile "$root/broken" -Force @at
    }
    'Invoke-Db2Rollforward' = { Invoke-Db2Rollforward NOSUCH -EndOfLogs -Force @at }
    'Restart-Db2Database' = { Restart-Db2Database NOSUCH @at }
    'New-Db2BackupStore' = {
        New-Db2BackupStore swift swift://elsewhere -Credential $swift
        New-Db2BackupStore new "$root/store" -Secret $azure -Credential $swift
        New-Db2BackupStore new azblob://acct/c -Setting "account_key=$($hidden.Pasted)"
        New-Db2BackupStore new azblob://acct/c -Setting $hidden.Pasted, "$($hidden.Pasted)=="
        foreach ($store in $stores[6..10]) { New-Db2BackupStore new $store }
    }
    'Set-Db2BackupStore' = {
        Set-Db2BackupStore nosuch -Secret $azure
        Set-Db2BackupStore key -Credential $swift
        foreach ($store in $stores[6..10]) { Set-Db2BackupStore key $store }
    }
    'Get-Db2BackupStore' = { Get-Db2BackupStore; Get-Db2BackupStore nosuch }
    'Remove-Db2BackupStore' = { Remove-Db2BackupStore nosuch -Force }
    'Test-Db2BackupStore' = { Use-Stores { Test-Db2BackupStore $store; Get-Db2BackupStore | Where-Object Name -eq $store | Test-Db2BackupStore } }
    'New-Db2BackupKey' = { New-Db2BackupKey "$root/key" }
    'New-Db2Sandbox' = { New-Db2Sandbox $root }
    'Remove-Db2Sandbox' = { Remove-Db2Sandbox "$root/store" -Force }
    'ConvertFrom-Db2Output' = { ConvertFrom-Db2Output -Path "$root/none.txt" }
    'Get-Db2BackupSetting' = { Get-Db2BackupSetting; $env:DB2BACKUP_CONFIG = "$root/broken"; try { Get-Db2BackupSetting } finally { $env:DB2BACKUP_CONFIG = "$root/config.json" } }
    'Set-Db2BackupSetting' = { foreach ($store in $stores[6..10]) { Set-Db2BackupSetting -Store $store } }
}
'@
    $table = (Invoke-Watched '$calls').Output[0]

    # Also what was made of the secrets on the way: what a request was signed with, and the tokens that it carried.
    function Assert-NoSecret([string] $Text, [string] $Where) {
        $sent = foreach ($headers in @($mirror.Requests).Headers) {
            $headers['X-Auth-Token']; $headers['X-Auth-Key']
            # AWS4-HMAC-SHA256 Credential=…, Signature=<it>; SharedKey acct:<it>
            if ($headers['Authorization']) { ($headers['Authorization'] -split 'Signature=|SharedKey acct:')[-1] }
        }
        foreach ($secret in @($hidden.Values) + @($sent) | Where-Object { $_ } | Select-Object -Unique) {
            foreach ($form in $secret, [uri]::EscapeDataString($secret), [uri]::UnescapeDataString($secret)) {
                if ($Text.Contains($form, [StringComparison]::OrdinalIgnoreCase)) {
                    $at = $Text.IndexOf($form, [StringComparison]::OrdinalIgnoreCase)
                    throw "$Where tells '$form': …$($Text.Substring([Math]::Max(0, $at - 300), [Math]::Min($Text.Length - [Math]::Max(0, $at - 300), 400)))…"
                }
            }
        }
    }
}

AfterAll {
    $shell.Dispose()
    Stop-Mirror $mirror
    $env:PSModulePath = $modulePath
    $env:DB2BACKUP_CONFIG = $env:D2TEST_SECRET = $env:D2TEST_SIGNATURE = $null
    $sandbox | Remove-Db2Sandbox -Force
}

Describe 'The table' {
    It 'has every cmdlet, and uses whatever of it takes a secret or a store' {
        $table.Keys | Sort-Object | Should -Be (Get-Command -Module Db2Backup).Name
        foreach ($command in Get-Command -Module Db2Backup) {
            foreach ($parameter in $command.Parameters.Values) {
                $takes = $parameter.ParameterType -in [pscredential], [securestring] -or $parameter.Name -in 'Store', 'IdentityFile'
                if ($takes) { "$($table[$command.Name])$(if ($command.Name -match 'Db2BackupStore$') { '-Store $store' })" | Should -Match "-$($parameter.Name)\b|\b$($command.Name) \`$store|\`$store -" -Because "$($command.Name) has -$($parameter.Name)" }
            }
        }
    }

    It 'began with stores of every kind and a backup' {
        $setUp.Errors | Should -BeNullOrEmpty
        $setUp.Text | Should -Match 'Verbose: db2 BACKUP'
        Assert-NoSecret $setUp.Text 'what works'
    }
}

Describe 'With -Verbose and -Debug' {
    It '<_> fails and tells no secret' -ForEach $exported {
        $result = Invoke-Watched "& `$calls['$_']"
        $expected = switch -Regex ("$($table[$_])") { 'Use-Stores' { 11; break } 'Use-Some' { 3; break } default { 1 } }
        $result.Errors.Count | Should -Not -BeLessThan $expected
        $result.Text | Should -Not -Match 'NullReferenceException|ArgumentNullException'
        Assert-NoSecret $result.Text $_
    }

    It 'the server was sent each of the secrets, or what was made of it' {
        $all = @($mirror.Requests).Headers | ForEach-Object { "$($_['X-Auth-Key']) $($_['X-Auth-Token']) $($_['Authorization'])" } | Select-Object -Unique
        $all -match [regex]::Escape($hidden.Password) | Should -Not -BeNullOrEmpty
        $all -match [regex]::Escape($hidden.Vault) | Should -Not -BeNullOrEmpty
        $all -match [regex]::Escape($hidden.Token) | Should -Not -BeNullOrEmpty
        $all -match 'AWS4-HMAC-SHA256 .*Signature=' | Should -Not -BeNullOrEmpty
        $all -match 'SharedKey acct:' | Should -Not -BeNullOrEmpty
        @($mirror.Requests).Url -match 'sig=' | Should -Not -BeNullOrEmpty
        @($mirror.Requests).Url -match '^mirror:' | Should -BeNullOrEmpty
    }

    It 'no file tells one: configuration, manifests, what is stored and what was left' {
        $files = Get-ChildItem $root -Recurse -File -Force | Where-Object { $_.FullName -notlike "$($sandbox.InstanceInfo.Home)/*" -and $_.FullName -notin "$root/key", "$root/other", "$root/broken", "$root/s3" }
        $files.Name | Should -Contain 'config.json'
        $files.Name | Should -Contain 'manifest.json'
        foreach ($file in $files) { Assert-NoSecret ([Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($file.FullName))) $file.FullName }
    }
}
