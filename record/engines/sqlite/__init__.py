"""SQLite; Django looks for it in `base`."""
