"""What all pages share: layout, language, words."""
