"""Pure decisions: what a line says, what a file changes, who is likely the same."""
