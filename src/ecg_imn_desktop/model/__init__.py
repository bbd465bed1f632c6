"""The networks, their weights and the session that turns a Record into an Analysis."""
