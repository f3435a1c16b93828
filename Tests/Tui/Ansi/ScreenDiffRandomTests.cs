using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.Ansi;

/// <summary>The terminal's model is the oracle: after every frame it shows the frame.</summary>
public sealed class ScreenDiffRandomTests
{
    /// <summary>Together 100,000 pairs of frames.</summary>
    private const int SeedCount = 100;
    private const int PairsPerSeed = 1000;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Diff_random_frames_converge(int seed)
    {
        var random = new Random(seed);
        TextMode mode = seed % 5 == 0 ? TextMode.Ascii : TextMode.Unicode;
        var screen = new ScreenBuffer(random.Next(1, 140), random.Next(1, 50), Glyphs.For(mode));
        VtScreen terminal = ScreenAssert.NewTerminal(screen.Columns, screen.Rows);
        var diff = new ScreenDiff(ColorMode.Ansi16);
        var frames = new RandomFrames(seed, mode);
        terminal.Feed(diff.RenderFirst(screen, TerminalSequences.Enter));
        for (int pair = 0; pair < PairsPerSeed; pair++)
        {
            if (random.Next(40) == 0)
            {
                screen.Resize(random.Next(1, 140), random.Next(1, 50));
                terminal = Resized(terminal, screen);
            }

            if (random.Next(40) == 0)
            {
                diff.Invalidate();
                terminal.Feed("\e[31;44mwall\e[H\e[m"u8);
            }

            frames.DrawNext(screen);
            terminal.Feed(diff.Render(screen));
            ScreenAssert.Shows(screen, terminal, $"seed {seed}, pair {pair}, {screen.Columns}x{screen.Rows}");
            Assert.False(terminal.HasScrollRegion || terminal.IsSynchronized || terminal.IsAutowrapOn);
            Assert.True(diff.Render(screen).IsEmpty, $"seed {seed}, pair {pair}: output for an unchanged frame");
        }
    }

    public static TheoryData<int> Seeds()
    {
        var seeds = new TheoryData<int>();
        for (int seed = 1; seed <= SeedCount; seed++)
        {
            seeds.Add(seed);
        }

        return seeds;
    }

    /// <summary>The same modes; the content is garbage, as after a real resize.</summary>
    private static VtScreen Resized(VtScreen before, ScreenBuffer screen)
    {
        VtScreen after = ScreenAssert.NewTerminal(screen.Columns, screen.Rows);
        after.SetMode(7, before.IsAutowrapOn);
        for (int row = 0; row < screen.Rows; row++)
        {
            after.MoveTo(row, 0);
            after.Print(new System.Text.Rune('#'));
        }

        return after;
    }
}
