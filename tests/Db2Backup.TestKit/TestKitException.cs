namespace Db2Backup.TestKit;

/// <summary>An expectation of the test kit was not met. It carries everything that was printed until then.</summary>
public sealed class TestKitException(string message) : Exception(message);
