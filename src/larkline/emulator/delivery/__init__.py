"""Deliveries: built, pushed, awaited, judged, pushed again."""
