"""What the desk reads of families, always through the agent."""
