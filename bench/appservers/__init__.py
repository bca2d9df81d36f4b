"""Application servers side by side: how many requests fail when a worker dies, is replaced, or cannot start."""
