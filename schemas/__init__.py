"""The forms: what counties submit, one return a file, and the nouns that travel between the floors."""
