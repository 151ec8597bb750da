"""Messages of the service to a household, or to all that had booked on a day: read, and archived, by each adult."""
