"""The benchmark's own code: standard library only."""
