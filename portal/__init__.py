"""The door: settings, accounts and pages (Django)."""
