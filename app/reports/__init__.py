"""Screens of the desk that gather what several features know."""
