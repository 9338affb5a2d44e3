"""What the data office does: the board, reviews, waivers, corrections, publishing, accounts."""
