"""Where Piccolo finds the engine and the tables."""

from app import settings
from app.core import database

DB = database.build_engine(settings.current().database_url or "postgresql:///portail")


def __getattr__(name: str) -> object:
    """Migrations alone ask for the registry, and it loads a formatter of code: half of what a command takes to start."""
    if name != "APP_REGISTRY":
        raise AttributeError(name)
    from piccolo.conf.apps import AppRegistry  # noqa: PLC0415

    return AppRegistry(apps=["app.piccolo_app"])
