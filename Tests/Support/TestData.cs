namespace TraceLlm.Monitor.Tests.Support;

/// <summary>The optional folder with more real records: TRACELLM_TEST_DATA, else <c>../shared</c> of the repository's root.</summary>
internal static class TestData
{
    /// <summary>Null where there is none.</summary>
    public static string? Folder { get; } = Find();

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("TRACELLM_TEST_DATA") is { Length: > 0 } given)
        {
            return Directory.Exists(given) ? given : null;
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TraceLlm.Monitor.csproj")))
            {
                string shared = Path.Combine(folder.FullName, "..", "shared");
                return Directory.Exists(shared) ? shared : null;
            }
        }

        return null;
    }
}
