"""Recordings and sessions: what happened, as a file that can be compared, replayed, or run as a test."""
