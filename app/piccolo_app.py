"""The one Piccolo application: every table of every feature, one linear history of migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

FEATURES = (
    "core",
    "catalogue",
    "accounts",
    "staff",
    "households",
    "documents",
    "filings",
    "dossiers",
    "enrolments",
    "bookings",
    "billing",
    "messages",
    "intake",
)

APP_CONFIG = AppConfig(
    app_name="portail",
    migrations_folder_path=str(Path(__file__).parent.parent / "migrations"),
    table_classes=table_finder([f"app.{feature}.tables" for feature in FEATURES], exclude_imported=True),
)
