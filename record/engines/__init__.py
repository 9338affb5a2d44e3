"""Django's databases as the record uses them: a disk that fails below one is told as such, at this one place."""
