"""The control API: act on a running emulator, and read what it saw."""
