"""The analyst's reading of curated/: which tables there are, what they mean, and their facts as known on a day."""
