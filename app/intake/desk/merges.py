"""`/agents/imports/fusion`: read what a merge would do, do it, undo it."""

from uuid import UUID

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.core import access, clock, forms, pages
from app.core.web import Request, Response
from app.intake import actions
from app.intake.actions import Merged
from app.intake.desk import answers
from app.intake.queries import merging as queries
from app.intake.queries.merging import MergeView
from app.intake.rules.merges import Refusal
from app.intake.showing import pairs
from components import french
from components.ui import Alert, DataList, DataRow, Status

KEPT, ABSORBED, MARK = "garde", "absorbe", "vu"


@get("/fusion")
async def preview(request: Request) -> Response:
    """`garde` and `absorbe` in the address: ids of households."""
    kept, absorbed = (answers.id_of(request.query_params.get(name, "")) for name in (KEPT, ABSORBED))
    if kept is None or absorbed is None:
        raise NotFoundException
    return await _preview(request, kept, absorbed=absorbed)


async def _preview(request: Request, kept: UUID, *, absorbed: UUID, refused: Refusal | None = None) -> Response:
    seen = await queries.preview(kept, absorbed=absorbed, today=clock.today())
    if isinstance(seen, Refusal):
        return pages.redirect(answers.DUPLICATES, said=seen.sentence)
    reasons = [refused, *seen.refusals] if refused and refused not in seen.refusals else [*seen.refusals]
    return await pages.respond(
        request,
        "intake/merge.html",
        status=409 if refused else 200,
        seen=seen,
        told=pairs.told(seen),
        pair=pairs.pair(seen.kept, seen.absorbed, agent=access.agent_of(request), caption="Le foyer gardé et le foyer absorbé"),
        problems=[Alert(kind="error", sentence=each.sentence) for each in reasons],
        may_merge=not seen.refusals,
        turned=f"{answers.MERGE}?{KEPT}={absorbed}&{ABSORBED}={kept}",
    )


@post("/fusion", status_code=303, opt=answers.PROVED)
async def merge(request: Request) -> Response:
    sent = await forms.read(request, {KEPT, ABSORBED, MARK})
    kept, absorbed = sent.identifier(KEPT), sent.identifier(ABSORBED)
    asked = {"absorbed": absorbed, "mark": sent.raw(MARK), "origin": access.origin_of(request)}
    done = await actions.merge(access.agent_of(request), kept, **asked, now=clock.now())  # type: ignore[arg-type]
    if isinstance(done, Merged):
        return pages.redirect(f"{answers.MERGES}/{done.merge_id}", said="Les deux foyers n’en font plus qu’un.")
    return await _preview(request, kept, absorbed=absorbed, refused=done)


@get("/fusions")
async def show_all(request: Request) -> Response:
    merges = await queries.merges()
    return await pages.respond(request, "intake/merges.html", merges=DataList(rows=tuple(map(_row, merges))) if merges else None)


def _row(merge: MergeView) -> DataRow:
    status = Status(word="Défaite", tone="neutral") if merge.undone_at else None
    return DataRow(title=_title(merge), note=_note(merge), href=f"{answers.MERGES}/{merge.id}", status=status)


def _title(merge: MergeView) -> str:
    return f"Foyer {merge.absorbed_name} dans le foyer {merge.kept_name}"


def _note(merge: MergeView) -> str:
    return f"Fusion {french.stamp(merge.merged_at)}{f', par {merge.merged_by}' if merge.merged_by else ''}"


@get("/fusions/{merge_id:uuid}")
async def show_one(request: Request, merge_id: FromPath[UUID]) -> Response:
    return await _one(request, merge_id)


async def _one(request: Request, merge_id: UUID, *, problem: str = "") -> Response:
    found = await queries.merge_of(merge_id)
    if found is None:
        raise NotFoundException
    return await pages.respond(
        request,
        "intake/merged.html",
        status=409 if problem else 200,
        found=found,
        title=_title(found),
        note=_note(found),
        problem=Alert(kind="error", title="La fusion n’est pas défaite", sentence=problem) if problem else None,
    )


@post("/fusions/{merge_id:uuid}/annulation", status_code=303, opt=answers.PROVED)
async def undo(request: Request, merge_id: FromPath[UUID]) -> Response:
    await forms.read(request, set())
    why = await actions.undo(access.agent_of(request), merge_id, origin=access.origin_of(request), now=clock.now())
    if why is None:
        return pages.redirect(f"{answers.MERGES}/{merge_id}", said="La fusion est défaite\u00a0: les deux foyers sont comme avant.")
    return await _one(request, merge_id, problem=why.sentence)


@get("/fusions/{merge_id:uuid}/annulation")
async def go_back(merge_id: FromPath[UUID]) -> Response:
    """The address of a form that was interrupted."""
    return pages.redirect(f"{answers.MERGES}/{merge_id}")


handlers = [preview, merge, show_all, show_one, undo, go_back]
