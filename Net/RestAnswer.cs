namespace TraceLlm.Monitor.Net;

/// <summary>What a backend answered over HTTP.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Body">All of it; empty when it is too large.</param>
/// <param name="IsTooLarge">Longer than <see cref="RestClient.MaxAnswerBytes"/>: not read.</param>
internal readonly record struct RestAnswer(int Status, ReadOnlyMemory<byte> Body, bool IsTooLarge)
{
    public const int Ok = 200, NotFound = 404;
}
