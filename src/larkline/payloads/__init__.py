"""What the platform sends and takes back, typed."""
