"""`/simulateur/courriels`: the mails that would have left, in demo and test only."""

from uuid import UUID

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.core import pages
from app.core.access import Right
from app.core.web import Request, Response
from app.messages import folder
from components import french
from components.ui.data_list import DataList, DataRow

ADDRESS = "/simulateur/courriels"


@get(ADDRESS, opt={"right": Right.PUBLIC})
async def show_all(request: Request) -> Response:
    rows = tuple(
        DataRow(title=mail.subject, note=f"à {mail.recipient}, {french.stamp(mail.at)}", href=f"{ADDRESS}/{mail.id}") for mail in await folder.latest()
    )
    return await pages.respond(request, "messages/mails.html", mails=DataList(rows=rows) if rows else None)


@get(ADDRESS + "/{mail_id:uuid}", opt={"right": Right.PUBLIC})
async def show(request: Request, mail_id: FromPath[UUID]) -> Response:
    mail = await folder.one(mail_id)
    if mail is None:
        raise NotFoundException
    return await pages.respond(request, "messages/mail.html", mail=mail)


routes = [show_all, show]
