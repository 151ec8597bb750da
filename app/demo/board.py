"""What the demo's service tells its families: actualités of the week, a message to each household as which one signs in."""

from datetime import datetime, timedelta

from app.core import clock, database
from app.core.authors import CONSOLE
from app.demo.families import FAMILIES
from app.messages.audience import Audience
from app.messages.inbox import actions as inbox
from app.messages.inbox.actions import Letter, ToHousehold
from app.messages.news import actions as news
from app.messages.news.actions import Item

STAYS = timedelta(days=21)
MENUS = """
Deux repas sans viande par semaine, et du pain de la boulangerie du bourg.

Ils sont affichés à l’école et sur www.chavagne.fr. Une allergie ? Dites-le au service.
"""
HOLIDAYS = """
Les places du Pôle Enfance partent vite.

Réservez les jours de vos enfants, et rendez ceux dont vous n’avez plus besoin : d’autres les attendent.
"""
PORTAL = """
Tout se fait maintenant d’un téléphone : réserver, envoyer une pièce, suivre une demande.

Une question ? Écrivez à portail.familles@chavagne.fr.
"""
BONNET = """
Bonjour,

Le bonnet rouge de Malo est resté au Pôle Enfance. Il vous attend à l’accueil.

L’équipe du Pôle Enfance
"""
BOOK = """
Bonjour,

Inès a oublié son livre de bibliothèque à la garderie. Nous le gardons.

L’équipe de la garderie
"""
FRIDAY = """
Bonjour,

Inès nous a dit que vous viendriez plus tard vendredi : nous l’attendons avec elle.

L’équipe de la garderie
"""
NEWS = (
    ("menus", "Les menus du mois sont affichés", MENUS, ("restauration",)),
    ("vacances", "Vacances : pensez à réserver", HOLIDAYS, ("vacances",)),
    ("portail", "Votre portail change", PORTAL, ()),
)
LETTERS = {"Le Goff": ("Le bonnet de Malo", BONNET), "Durand": ("Le livre d’Inès", BOOK), "Morvan": ("Vendredi, la garderie", FRIDAY)}


@database.retried
async def go_on(*, now: datetime) -> None:
    """Written on the first day, and again after three weeks, when what was said then is over."""
    monday = now.astimezone(clock.PARIS).date()
    monday -= timedelta(days=monday.weekday())
    turn = monday.toordinal() // STAYS.days
    since = clock.midnight(monday)
    async with database.transaction():
        if await database.fetch("select 1 from news_item where published_until > {} limit 1", now):
            return
        for rank, (code, title, body, activities) in enumerate(NEWS):
            item = Item(
                code=f"{code}-{turn}",
                title=title,
                body=body.strip(),
                published_from=since - timedelta(hours=rank),
                published_until=since + STAYS,
                audience=Audience(activities=activities),
            )
            await news.apply_publish(item, now=now, by=CONSOLE)
        for family in FAMILIES:
            title, body = LETTERS[family.name]
            letter = Letter(code=f"{family.id}-{turn}", title=title, body=body.strip(), to=ToHousehold(household_id=family.id))
            await inbox.apply_send(letter, now=now, by=CONSOLE)
