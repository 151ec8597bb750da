"""Structured logs: one JSON line per event, with ids and codes, never a name, an address or a typed value."""

import logging
import sys
import traceback
from types import TracebackType
from typing import cast

import structlog
from structlog.typing import EventDict, WrappedLogger


def configure() -> None:
    """Called once per process. Libraries speak at WARNING, through the same lines."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _frames_only,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Structured()], force=True)


def _frames_only(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """An exception is told by its type and the places it went through: its message may quote what somebody typed."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["error"] = type(error).__qualname__
        event["frames"] = _frames(cast("TracebackType", error.__traceback__))
    return event


def _frames(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-12:]]


class _Structured(logging.Handler):
    """What libraries log: the logger and the template of the sentence, without its values."""

    def emit(self, record: logging.LogRecord) -> None:
        told = structlog.get_logger().bind(library=record.name)
        error = record.exc_info[1] if record.exc_info else None
        told.warning(str(record.msg), exc_info=error)
