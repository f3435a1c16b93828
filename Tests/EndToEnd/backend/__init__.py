"""A TraceLLM backend on the real one's stack, and servers that are not one."""
