"""The window that compares ECGs and explanations."""
