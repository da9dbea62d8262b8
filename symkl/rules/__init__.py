"""Named justifications, one file per family of rules."""
