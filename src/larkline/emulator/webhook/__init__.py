"""Deliveries by HTTP: addresses, requests, the sender."""
