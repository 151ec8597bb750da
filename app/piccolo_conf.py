"""Where Piccolo finds the engine and the tables."""

from piccolo.conf.apps import AppRegistry

from app import settings
from app.core import database

DB = database.build_engine(settings.current().database_url or "postgresql:///portail")
APP_REGISTRY = AppRegistry(apps=["app.piccolo_app"])
