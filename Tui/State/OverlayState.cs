namespace TraceLlm.Monitor.Tui.State;

/// <summary>Whether a list that covers the table is open (the keys, the figures per model), and which of its lines are in sight.</summary>
/// <param name="toggle">The command that opens it, and closes it when it is open.</param>
internal sealed class OverlayState(DashboardCommand toggle)
{
    public bool IsOpen { get; private set; }

    public ScrollPosition Lines { get; } = new();

    public void Open()
    {
        IsOpen = true;
        Lines.Reset();
    }

    /// <returns>False when the command is none of this list's own, or changes nothing of it.</returns>
    public bool Apply(DashboardCommand command)
    {
        if (command == toggle || command == DashboardCommand.Close)
        {
            IsOpen = false;
            return true;
        }

        return Lines.Apply(command);
    }
}
