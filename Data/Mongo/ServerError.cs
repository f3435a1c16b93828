using System.Globalization;
using TraceLlm.Monitor.Data.Mongo.Topology;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Recognises a reply that says that the command failed, and puts it into words.</summary>
internal static class ServerError
{
    /// <summary>NamespaceNotFound: the collection does not exist (yet).</summary>
    public const int NamespaceNotFound = 26;

    /// <summary>The server forgot what a getMore asks for (after a restart, or when a load balancer sent it elsewhere).</summary>
    public const int CursorNotFound = 43;

    /// <summary>Wrong user name or password.</summary>
    public const int AuthenticationFailed = 18;

    /// <summary>MongoDB specifications, change streams, "resumable error": servers from 4.4 on put it on the errors themselves.</summary>
    private const string ResumableLabel = "ResumableChangeStreamError";

    /// <summary>Characters kept of what the server says: enough to recognise the error, little enough for one line.</summary>
    private const int MaxServerTextCharacters = 120;

    private const int Unauthorized = 13;
    private const int MaxTimeExpired = 50;
    private const int ExceededTimeLimit = 262;

    /// <summary>FailedToParse, CommandNotFound, CommandNotSupported, InvalidPipelineOperator, NotImplemented, and the numbers
    /// that servers give for an unknown group operator and an unknown stage.</summary>
    private static readonly int[] FeatureCodes = [9, 59, 115, 168, 238, 15952, 40324];

    /// <summary>Not primary, or shutting down (MongoDB specifications, server discovery, "not writable primary" and
    /// "recovering").</summary>
    private static readonly int[] StateChangeCodes = [91, 189, 10058, 10107, 11600, 11602, 13435, 13436];

    /// <summary>ShutdownInProgress and InterruptedAtShutdown.</summary>
    private static readonly int[] ShutdownCodes = [91, 11600];

    /// <summary>Errors that may be gone a moment later or on another server (MongoDB specifications, retryable reads).</summary>
    private static readonly int[] PassingCodes = [6, 7, 89, 91, 134, 189, 262, 9001, 10058, 10107, 11600, 11602, 13435, 13436];

    /// <param name="reply">The body of a reply.</param>
    /// <param name="address">Who answered, for the message.</param>
    /// <exception cref="MongoException">The reply reports an error.</exception>
    /// <exception cref="WireFormatException">The reply is not well formed.</exception>
    public static void ThrowIfFailed(ReadOnlySpan<byte> reply, string address)
    {
        (bool isOk, bool isResumable) = (false, false);
        int code = 0;
        string codeName = "", text = "";
        TopologyVersion? version = null;
        var reader = new BsonReader(reply);
        while (reader.Read())
        {
            if (reader.Name.SequenceEqual("ok"u8))
            {
                isOk = reader.Value.TryGetNumber(out double ok) ? ok == 1 : reader.Value.TryGetBoolean(out bool isTrue) && isTrue;
            }
            else if (reader.Name.SequenceEqual("code"u8) && reader.Value.TryGetInt64(out long number))
            {
                code = (int)Math.Clamp(number, int.MinValue, int.MaxValue);
            }
            else if (reader.Name.SequenceEqual("codeName"u8) && reader.Value.TryGetText(out string name))
            {
                codeName = Harmless(name);
            }
            else if (reader.Name.SequenceEqual("errmsg"u8) && reader.Value.TryGetText(out string message))
            {
                text = Harmless(message);
            }
            else if (reader.Name.SequenceEqual("topologyVersion"u8))
            {
                version = TopologyVersion.Read(reader.Value);
            }
            else if (reader.Name.SequenceEqual("errorLabels"u8))
            {
                isResumable = Lists(reader.Value, ResumableLabel);
            }
        }

        if (!isOk)
        {
            throw Describe(address, code, codeName, text, version, isResumable);
        }
    }

    private static MongoException Describe(
        string address, int code, string codeName, string text, TopologyVersion? version, bool isResumable)
    {
        bool isStateChange = Array.IndexOf(StateChangeCodes, code) >= 0 || (code == 0 && TellsOfStateChange(text));
        string number = code.ToString(CultureInfo.InvariantCulture);
        string what = code == 0 ? "error without a code"
            : codeName.Length == 0 ? $"server error {number}" : $"server error {number} ({codeName})";
        return new MongoException($"{what} from {address}{(text.Length == 0 ? "" : ": " + text)}{Advice(code)}")
        {
            Code = code,
            IsTooSlow = code is MaxTimeExpired or ExceededTimeLimit,
            TopologyVersion = version,
            IsLabelledResumable = isResumable,
            IsStateChange = isStateChange,
            IsShutdown = Array.IndexOf(ShutdownCodes, code) >= 0,
            MayPass = isStateChange || Array.IndexOf(PassingCodes, code) >= 0,
            IsFeatureRefused = Array.IndexOf(FeatureCodes, code) >= 0
                || text.StartsWith("Unrecognized expression", StringComparison.OrdinalIgnoreCase)
                || text.StartsWith("Unknown expression", StringComparison.OrdinalIgnoreCase),
        };
    }

    private static bool Lists(BsonValue value, string wanted)
    {
        value.TryGetDocument(out BsonReader texts);
        while (texts.Read())
        {
            if (texts.Value.TryGetText(out string text) && text == wanted)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Old servers, and proxies in their place, give no code.</summary>
    private static bool TellsOfStateChange(string text) =>
        text.Contains("not master", StringComparison.OrdinalIgnoreCase)
        || text.Contains("node is recovering", StringComparison.OrdinalIgnoreCase);

    private static string Advice(int code) => code switch
    {
        Unauthorized => "; give MONGO_URL a user that may read this database",
        AuthenticationFailed => "; check user name and password in MONGO_URL",
        MaxTimeExpired or ExceededTimeLimit => "; the server is too busy, or the store too large for this read",
        _ => "",
    };

    /// <summary>One line without control characters, cut.</summary>
    private static string Harmless(string text)
    {
        string cut = TraceText.Cut(text, MaxServerTextCharacters);
        return string.Create(cut.Length, cut, static (line, source) =>
        {
            for (int i = 0; i < line.Length; i++)
            {
                line[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });
    }
}
