"""The Portail Familles: families reserve, the service enfance decides, animateurs mark presence."""

__version__ = "0.1.0"
