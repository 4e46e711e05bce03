"""The platform's HTTP port: endpoint discovery, access tokens, messages, delayed updates of cards."""
