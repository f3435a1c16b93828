using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>What a command leaves for others: requests to the sources, a text for the clipboard, a word to the user.</summary>
internal sealed class Outbox
{
    private readonly Queue<SourceRequest> _requests = [];

    private string? _clipboard;

    /// <summary>Until the next key.</summary>
    public FooterMessage Message { get; set; }

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
