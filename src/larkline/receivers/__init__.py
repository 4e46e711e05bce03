"""How deliveries reach the dispatcher."""
