"""The one Jinja environment: it escapes by default and refuses undefined names."""

import hashlib
import importlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined, Template
from markupsafe import Markup

from components import french

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "static"


def render(template: str, values: Mapping[str, Any]) -> Markup:
    return Markup(_template(template).render(values))  # noqa: S704 - the environment escapes


@cache
def _template(name: str) -> Template:
    """Its globals as one plain dict: Jinja walks its own chain of dicts again each time that a component is rendered."""
    template = environment().get_template(name)
    template.globals = dict(template.globals)
    return template


@cache
def environment() -> Environment:
    loaders = ChoiceLoader([FileSystemLoader(ROOT / "templates"), PrefixLoader({"components": FileSystemLoader(ROOT / "components")})])
    jinja = Environment(loader=loaders, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False)
    jinja.filters |= french.FILTERS
    # Loaded by name: the components import this module.
    jinja.globals |= {"asset": asset, "ui": importlib.import_module("components.ui")}
    return jinja


@cache
def asset(path: str) -> str:
    """Address of a static file, with a mark of its content so that browsers may keep it for ever."""
    mark = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]
    return f"/static/{path}?v={mark}"
