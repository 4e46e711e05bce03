"""Call the platform over HTTP."""
