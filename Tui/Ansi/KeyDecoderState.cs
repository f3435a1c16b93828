namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>What <see cref="KeyDecoder"/> has begun.</summary>
internal enum KeyDecoderState
{
    Ground,
    Utf8,
    Escape,
    Csi,
    Ss3,
    LinuxFunction,
    MouseReport,

    /// <summary>Inside OSC, DCS, SOS, PM or APC, up to ST or BEL.</summary>
    ControlString,

    /// <summary>After an ESC in such a string: the first half of ST, or the start of another sequence.</summary>
    ControlStringEscape,
    Paste,
}
