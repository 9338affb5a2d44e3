"""What an analyst reads: the catalogue, tables, indicators, where a figure came from."""
