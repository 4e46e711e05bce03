"""The process that the tests run in."""

from __future__ import annotations

import signal

# Whoever is started in the background of a shell ignores Ctrl+C, and so do its children; here some are ended by it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
