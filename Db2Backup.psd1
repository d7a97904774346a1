@{
    ModuleVersion     = '0.1.0'
    GUID              = '6f0a4c0e-5c0f-4a53-9f2e-5b8c7d1c6a10'
    Author            = 'Db2Backup contributors'
    CompanyName       = 'Db2Backup'
    Copyright         = '(c) Db2Backup contributors'
    Description       = 'Online backup and proven restore of IBM Db2 LUW databases.'
    PowerShellVersion = '7.4'
    CmdletsToExport   = @()
    FunctionsToExport = @()
    VariablesToExport = @()
    AliasesToExport   = @()
    PrivateData       = @{ PSData = @{ Tags = @('PSEdition_Core', 'Db2', 'Backup', 'Restore') } }
}
