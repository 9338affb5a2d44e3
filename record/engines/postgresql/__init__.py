"""PostgreSQL; Django looks for it in `base`."""
