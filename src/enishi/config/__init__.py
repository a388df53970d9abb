"""Settings, addresses and wiring: the one place where a provider or a hook is chosen."""
