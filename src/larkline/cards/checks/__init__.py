"""The rules of the check: what the catalogue says, applied to a card."""
