"""Run the command line as ``python -m larkline``."""

from __future__ import annotations

from larkline.cli.main import main

if __name__ == "__main__":
    main()
