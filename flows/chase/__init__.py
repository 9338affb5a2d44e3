"""chase: who owes what and who is late, the alert of each, what they are told, and how well each unit reports."""

from flows.chase.owed import board_csv, board_page, board_text, counts, late, reminders

__all__ = ["board_csv", "board_page", "board_text", "counts", "late", "reminders"]
