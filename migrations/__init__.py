"""The one linear history of the schema."""
