namespace TraceLlm.Monitor.Tui.State;

/// <summary>Whether the list of keys is open, and which of its lines are in sight.</summary>
internal sealed class HelpScroll
{
    public bool IsOpen { get; private set; }

    public ScrollPosition Lines { get; } = new();

    public void Open()
    {
        IsOpen = true;
        Lines.Reset();
    }

    /// <returns>True when there may be something to draw.</returns>
    public bool Apply(DashboardCommand command)
    {
        if (command is DashboardCommand.Help or DashboardCommand.Close)
        {
            IsOpen = false;
            return true;
        }

        return Lines.Apply(command);
    }
}
