"""The record of everything that happened, without secrets."""
