using System.Threading.Channels;
using TraceLlm.Monitor.Net.WebSockets;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net.WebSockets;

public sealed class EndlessDataTests
{
    /// <summary>The reader runs in the thread that hears of all sockets (<see cref="Monitor.Runtime.SocketCompletions"/>).</summary>
    [Fact]
    public async Task Data_without_end_does_not_keep_the_thread_of_the_reader()
    {
        using var stream = new PongStream();
        var writer = new FrameWriter(stream, masks: true, maxWaiting: 4, BoundedChannelFullMode.DropOldest);
        var reader = new MessageReader(stream, default, isServer: false, writer, new ManualTime());

        // Without a pause this call would not return before the stream ends.
        Task<ReceivedMessage> reading = reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();
        bool hasReturned = !stream.IsEnded;
        stream.End();

        await Assert.ThrowsAsync<EndOfStreamException>(() => reading.WaitAsync(TestLimits.Hang, TestContext.Current.CancellationToken));
        Assert.True(hasReturned);
    }

    /// <summary>Has a pong ready at every read, which makes no message; ends by itself after very many.</summary>
    private sealed class PongStream : MemoryStream
    {
        private const int MostReads = 100_000;

        private int _reads;

        public bool IsEnded => Volatile.Read(ref _reads) >= MostReads;

        public void End() => Volatile.Write(ref _reads, MostReads);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Interlocked.Increment(ref _reads) > MostReads)
            {
                return ValueTask.FromResult(0);
            }

            byte[] pong = [0x8A, 0];
            pong.CopyTo(buffer);
            return ValueTask.FromResult(pong.Length);
        }
    }
}
