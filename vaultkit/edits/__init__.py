"""Changes to notes of the user, as bytes: every other byte stays. Pure; disk/journal.py carries them out."""
