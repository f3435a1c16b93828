using System.Text;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>Messages of the backend, sound and damaged.</summary>
internal static class SampleMessages
{
    /// <summary>As the backend writes it.</summary>
    public const string Ordinary =
        """
        {"type": "trace.created", "trace": {"trace_id": "38598762-36c5-46e1-9a24-bf68a077ea97", "prompt": "\ud83e\udd96 Plan a trip\n今日", "response": "Well", "latency": 407.58, "token_count": 979, "model_name": "gpt-4o", "project_id": "shop", "api_key": null, "environment": "staging", "status": "success", "steps": [{"step_id": "s", "input": {"k": [1, {"q": -2e5}]}, "duration": 4.5, "success": true}], "retry_count": 0, "failure_reason": null, "created_at": "2026-11-22T06:18:09.168148+00:00"}}
        """;

    private static readonly byte[] OrdinaryBytes = Encoding.UTF8.GetBytes(Ordinary);

    private static readonly string[] Pieces =
        ["NaN", "-Infinity", "null", "\"", "\\", "\\ud800", "{", "}", "[", "]", ",", ":", "1e999", "\"trace\":", "\"type\":", "\u0000", "🦖"];

    /// <summary>The ordinary message with some bytes changed, cut out, doubled, or replaced by something nasty.</summary>
    public static byte[] Mutate(Random random)
    {
        var message = new List<byte>(OrdinaryBytes);
        for (int change = random.Next(1, 5); change > 0 && message.Count > 0; change--)
        {
            int at = random.Next(message.Count);
            int count = Math.Min(random.Next(1, 40), message.Count - at);
            switch (random.Next(5))
            {
                case 0:
                    message[at] = (byte)random.Next(256);
                    break;
                case 1:
                    message.RemoveRange(at, count);
                    break;
                case 2:
                    message.InsertRange(at, message.GetRange(at, count));
                    break;
                case 3:
                    message.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                default:
                    message.RemoveRange(at, message.Count - at);
                    break;
            }
        }

        return [.. message];
    }
}
