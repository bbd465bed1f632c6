"""Signal work that needs no model and no screen."""
