"""Choose the handler for a delivery and get one response out of it in time."""
