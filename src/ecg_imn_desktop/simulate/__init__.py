"""Simulated 12-lead ECGs with known waves, intervals and conditions."""
