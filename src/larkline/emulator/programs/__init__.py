"""Run a program of any language against the emulator, unchanged: its environment, a proxy, a throw-away authority."""
