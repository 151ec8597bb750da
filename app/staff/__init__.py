"""Agents of the service: who they are, what they may do and where, how they sign in."""
