"""The dossier administratif of a child for a school year: its sheets, what they take over, its sending, what it allows."""
