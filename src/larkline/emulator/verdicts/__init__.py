"""Judge a delivery: the rules, and which one applies. Pure."""
