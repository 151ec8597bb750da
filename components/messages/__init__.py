"""What the service wrote, and what an adult did of it."""

from components.messages.plain_text import PlainText
from components.messages.reading_mark import ReadingMark

__all__ = ["PlainText", "ReadingMark"]
