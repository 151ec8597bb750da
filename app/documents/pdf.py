"""Accessible PDF (PDF/UA-1: tagged, titled, in French), drawn by Typst from the templates of `templates/print`."""

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime

import typst

from app.settings import ROOT

PRINT = ROOT / "templates" / "print"
MEDIA_TYPE = "application/pdf"


async def drawn(template: str, told: Mapping[str, object], *, at: datetime) -> bytes:
    """`told` reaches the template as data: nothing in it is ever read as markup. `at` is written as the date of the document."""
    return await asyncio.to_thread(_drawn, template, json.dumps(dict(told), ensure_ascii=False), at)


def _drawn(template: str, told: str, at: datetime) -> bytes:  # noqa: PLR0917 - called by to_thread
    drawn: bytes = typst.compile(
        PRINT / template,
        root=PRINT,
        ignore_system_fonts=True,  # the same pages on every machine
        sys_inputs={"told": told},
        pdf_standards=["ua-1"],
        timestamp=int(at.timestamp()),
    )
    return drawn
