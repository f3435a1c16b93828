using TraceLlm.Monitor.Cli;

namespace TraceLlm.Monitor.Tests.Cli;

public sealed class RegularFileTests : IDisposable
{
    private const int MaxBytes = 64 * 1024;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(MaxBytes)]
    public void File_is_read_whole(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        File.WriteAllBytes(_directory.PathOf("file"), content);

        Assert.Equal(content, RegularFile.TryRead(_directory.PathOf("file"), MaxBytes, out string? problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData(MaxBytes + 1)]
    [InlineData(10 * MaxBytes)]
    public void Large_file_is_refused(int length)
    {
        File.WriteAllBytes(_directory.PathOf("file"), new byte[length]);

        Assert.Equal("it is larger than 64 KiB", ProblemOf(_directory.PathOf("file")));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("missing/file")]
    [InlineData("file/below")]
    public void Missing_file_is_no_problem(string name)
    {
        File.WriteAllText(_directory.PathOf("file"), "");

        Assert.Null(RegularFile.TryRead(_directory.PathOf(name), MaxBytes, out string? problem));
        Assert.Null(problem);
    }

    /// <summary>Opening it as a file would wait for somebody who writes.</summary>
    [Fact]
    public async Task Pipe_is_refused_at_once()
    {
        await _directory.MakePipeAsync("pipe");

        Assert.Equal("it is not a regular file", ProblemOf(_directory.PathOf("pipe")));
        File.CreateSymbolicLink(_directory.PathOf("link"), _directory.PathOf("pipe"));
        Assert.Equal("it is not a regular file", ProblemOf(_directory.PathOf("link")));
    }

    [Fact]
    public void Endless_device_is_refused() => Assert.Equal("it is larger than 64 KiB", ProblemOf("/dev/zero"));

    [Fact]
    public void Directory_is_refused() => Assert.Equal("reading it failed", ProblemOf(_directory.Location));

    [Fact]
    public void Links_in_a_ring_are_refused()
    {
        File.CreateSymbolicLink(_directory.PathOf("ring"), _directory.PathOf("ring"));

        Assert.Equal("opening it failed", ProblemOf(_directory.PathOf("ring")));
    }

    [Fact]
    public void Link_is_followed()
    {
        File.WriteAllText(_directory.PathOf("file"), "x");
        File.CreateSymbolicLink(_directory.PathOf("link"), _directory.PathOf("file"));

        Assert.Equal("x"u8.ToArray(), RegularFile.TryRead(_directory.PathOf("link"), MaxBytes, out _));
    }

    private static string? ProblemOf(string path)
    {
        Assert.Null(RegularFile.TryRead(path, MaxBytes, out string? problem));
        return problem;
    }
}
