"""The engine of demandes: numbers, statuses, history."""
