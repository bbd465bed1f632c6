"""Windows, panels, worker, playback, settings: wiring, no arithmetic. Never imports torch at start-up."""
