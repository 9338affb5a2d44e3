"""The memory: what is on file (Django models), and how it may change."""
