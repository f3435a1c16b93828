using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>What a command leaves for others: requests to the sources, a text for the clipboard, a word to the user.</summary>
internal sealed class Outbox
{
    /// <summary>A message stands in the place of the keys: so long, if no key ends it before.</summary>
    private static readonly TimeSpan MessageLife = TimeSpan.FromSeconds(5);

    /// <summary>What ends sooner than this could not be read.</summary>
    private static readonly TimeSpan LeastMessageLife = TimeSpan.FromSeconds(1);

    private readonly Queue<SourceRequest> _requests = [];

    private string? _clipboard;
    private FooterMessage _message;
    private TimeSpan _saidAt;

    /// <summary>The moment of the last event or tick: messages begin and end by it.</summary>
    public TimeSpan Now { get; set; }

    /// <summary>Until the next key, or <see cref="MessageEndsAt"/>; to say the same again does not make it last.</summary>
    public FooterMessage Message
    {
        get => _message;
        set
        {
            if (value == _message)
            {
                return;
            }

            (_message, _saidAt) = (value, Now);
            MessageEndsAt = value == FooterMessage.None ? null : Now + MessageLife;
        }
    }

    /// <summary>When the message goes by itself; null: there is none.</summary>
    public TimeSpan? MessageEndsAt { get; private set; }

    /// <summary>What it announced has happened: it goes as soon as it could be read.</summary>
    public void EndMessageSoon()
    {
        if (MessageEndsAt is not null)
        {
            MessageEndsAt = _saidAt + LeastMessageLife;
        }
    }

    /// <returns>True when a message ended now.</returns>
    public bool EndMessageWhenDue()
    {
        if (MessageEndsAt > Now || MessageEndsAt is null)
        {
            return false;
        }

        Message = FooterMessage.None;
        return true;
    }

    /// <param name="request">Null: nothing.</param>
    public void Ask(SourceRequest? request)
    {
        if (request is not null)
        {
            _requests.Enqueue(request);
        }
    }

    public bool TryTakeRequest(out SourceRequest? request) => _requests.TryDequeue(out request);

    /// <summary>Hands a trace's id to the clipboard, if no clipboard could do harm with it.</summary>
    /// <param name="row">Null: none is selected.</param>
    public void CopyTraceId(TraceRow? row)
    {
        string traceId = row?.Trace.TraceId ?? "";
        bool isSafe = CopiedId.IsSafe(traceId);
        _clipboard = isSafe ? traceId : null;
        Message = row is null ? FooterMessage.NothingSelected
            : isSafe ? FooterMessage.TraceIdCopied : FooterMessage.TraceIdNotCopied;
    }

    public bool TryTakeClipboard(out string? text)
    {
        (text, _clipboard) = (_clipboard, null);
        return text is not null;
    }
}
