"""A message to one family, from its own page: the same action as the one of all messages."""

from uuid import UUID, uuid4

from litestar import get, post
from litestar.params import FromPath

from app.core import access, clock, forms, pages, paging
from app.core.forms import Submitted
from app.core.web import Request, Response
from app.households.queries.desk import Head
from app.messages.author import Author
from app.messages.inbox import actions
from app.messages.inbox.actions import Letter, Refusal, ToHousehold
from app.reports.families.desk import answers
from app.reports.families.queries import history
from components.messages import PlainText
from components.ui import ErrorSummary, Field, Pagination

TITLE, BODY, SUBMISSION = "objet", "texte", "envoi"
LONGEST_TITLE, LONGEST_BODY = 120, 4_000
UNPROCESSABLE = 422
WRITE = "/{household_id:uuid}/messages/envoi"


@get(WRITE)
async def go_back(request: Request, household_id: FromPath[UUID]) -> Response:
    """The address of a form that was refused or interrupted."""
    return pages.redirect(f"{answers.HOME}/{(await answers.head_for(request, household_id)).id}/messages")


@post(WRITE, status_code=303)
async def write(request: Request, household_id: FromPath[UUID]) -> Response:
    head = await answers.head_for(request, household_id)
    sent = await forms.read(request, {TITLE, BODY, SUBMISSION})
    title = sent.text(TITLE, missing="Écrivez l’objet du message.", longest=LONGEST_TITLE)
    body = sent.text(BODY, missing="Écrivez le message.", longest=LONGEST_BODY).replace("\r\n", "\n")
    if sent.problems:
        return await messages_page(request, head, sent=sent)
    agent = access.agent_of(request)
    author = Author(actor=agent.account_id, role=agent.role, origin=access.origin_of(request))
    letter = Letter(code=f"famille-{sent.identifier(SUBMISSION)}", title=title, body=body, to=ToHousehold(household_id=household_id))
    outcome = await actions.send_message(letter, now=clock.now(), by=author)
    if isinstance(outcome, Refusal):
        sent.refuse(BODY, "Ce message est déjà parti, et ne peut plus être corrigé : écrivez-en un autre.")
        return await messages_page(request, head, sent=Submitted(values={**sent.values, SUBMISSION: [str(uuid4())]}, problems=sent.problems))
    return pages.redirect(f"{answers.HOME}/{household_id}/messages", said="Le message est envoyé à la famille, avec un e-mail à chaque adulte.")


async def messages_page(request: Request, head: Head, *, sent: Submitted | None = None) -> Response:
    found = await history.messages_of(head.id, number=paging.asked_in(request.query_params))
    shown = sent or Submitted(values={})
    fields = _fields(shown)
    summary = ErrorSummary.of(fields)
    address = f"{answers.HOME}/{head.id}/messages"
    return await answers.show(
        request,
        "messages.html",
        head=head,
        tab="/messages",
        status=UNPROCESSABLE if summary else 200,
        fields=fields,
        summary=summary,
        submission_id=shown.raw(SUBMISSION) or str(uuid4()),
        messages=[(line, PlainText(text=line.body)) for line in found.lines],
        pagination=Pagination(page=found.number, pages=found.pages, address=address, label="Pages des messages"),
    )


def _fields(sent: Submitted) -> list[Field]:
    return [
        Field(name=TITLE, label="Objet", value=sent.raw(TITLE), error=sent.problem_of(TITLE), max_length=LONGEST_TITLE),
        Field(name=BODY, label="Message", kind="textarea", value=sent.raw(BODY), error=sent.problem_of(BODY), max_length=LONGEST_BODY),
    ]


handlers = [go_back, write]
