"""``python -m sysmap``: the command line, where the command itself is not on the path."""

from sysmap.cli import main

if __name__ == "__main__":
    main()
