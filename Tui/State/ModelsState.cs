namespace TraceLlm.Monitor.Tui.State;

/// <summary>Whether the figures per model are open, and which of them are in sight.</summary>
internal sealed class ModelsState
{
    public bool IsOpen { get; private set; }

    public ScrollPosition Lines { get; } = new();

    public void Open()
    {
        IsOpen = true;
        Lines.Reset();
    }

    /// <returns>False when the command is none of this view's own.</returns>
    public bool Apply(DashboardCommand command)
    {
        if (command is DashboardCommand.Models or DashboardCommand.Close)
        {
            IsOpen = false;
            return true;
        }

        return Lines.Apply(command);
    }
}
