"""What happens to a card on the platform: components, actions, updates."""
