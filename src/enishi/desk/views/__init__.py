"""Pages. Each view gathers from queries or makes one call into an action, and renders."""
