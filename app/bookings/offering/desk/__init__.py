"""`/agents/catalogue`: what the commune offers, for its agents."""

from app.bookings.offering.desk import editing, seen, tester, week

routes = [*seen.routes, *editing.routes, *week.routes, *tester.routes]
