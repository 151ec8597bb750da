"""Changes of situation."""
