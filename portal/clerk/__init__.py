"""What a clerk does: see the tasks, send a workbook, read the answer, explain, hand it in."""
