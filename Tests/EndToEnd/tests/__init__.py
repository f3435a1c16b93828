"""The tests: what the published binary does, seen from outside."""
