"""Actualités: written by the service, dated, for everybody or for families of some activities, sites or schools."""
