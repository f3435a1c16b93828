namespace TraceLlm.Monitor;

/// <summary>A source ended by an exception that it should have published: a defect.</summary>
internal sealed class SourceCrashedException(Exception inner) : Exception("a source crashed", inner);
