"""Accounts: who signs in, with which role, and what that role may see."""
