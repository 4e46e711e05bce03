"""Long connections seen from the platform: discovery, the gateway, sessions, and links without a socket."""
