using System.Text;
using Db2Backup.Help;

// Makes the help file of the module's cmdlets: <folder of the pages> <file to write>.
if (args.Length != 2)
{
    Console.Error.WriteLine("usage: Db2Backup.Help FOLDER-OF-PAGES FILE");
    return 2;
}
try
{
    // about_… is text that PowerShell shows as it is.
    var pages = Directory.EnumerateFiles(args[0], "*-*.md").Order(StringComparer.Ordinal).Select(path => HelpPage.Parse(File.ReadAllText(path), Path.GetFileName(path))).ToList();
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(args[1]))!);
    File.WriteAllText(args[1], Maml.Write(pages), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    return 0;
}
catch (FormatException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
