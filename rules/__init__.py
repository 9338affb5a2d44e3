"""The arithmetic: a small language of sums, parsed, judged, located and said. Knows no form, no file, no clock."""
