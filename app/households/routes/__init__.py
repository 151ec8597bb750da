"""`/famille`: the household, its contacts, its details, leaving it."""

from app.households.routes import contacts, details, family, readings

routes = [*family.handlers, *contacts.handlers, *details.handlers, *readings.handlers]
