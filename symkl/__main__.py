"""``python -m symkl``: the command line."""

from symkl.cli import main

if __name__ == "__main__":
    main(prog_name="symkl")
