"""The helpers that generated modules carry: pieces of source text, as ordinary functions."""
