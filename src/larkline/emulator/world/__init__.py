"""What the local platform knows: tenants with their people, chats, apps, messages and tokens."""
