"""`/agents/familles/<foyer>/reservations` and `/inscriptions/<inscription>`: what an agent does of a family's bookings and enrolments."""

from app.bookings.desk import ending, reserving

routes = [*reserving.routes, *ending.routes]
