"""Screens that gather: the tableau de bord and the public pages."""
