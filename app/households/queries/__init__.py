"""What pages read of households, always through the adult who is signed in."""

from uuid import UUID

from app.core import database


async def first_name_of(account_id: UUID) -> str | None:
    """How the layout greets the adult; None for an account without a household."""
    name: str | None = await database.fetch_value("select first_name from guardian where account = {}", account_id)
    return name


async def own_words_of(account_id: UUID) -> tuple[str, ...]:
    """What somebody who knows the family would try as its password: commune, names, schools, birthdays (as "14052017" and "2017")."""
    rows = await database.fetch(
        """
        with family as (select household from guardian where account = {}),
        child_of as (select child.* from child join household_child on household_child.child = child.id join family using (household))
        select name as word from commune
        union select unnest(array[first_name, last_name]) from guardian join family using (household)
        union select unnest(array[first_name, last_name, to_char(birth_date, 'DDMMYYYY'), to_char(birth_date, 'YYYY')]) from child_of
        union select school.name from school join child_of on child_of.school = school.id
        """,
        account_id,
    )
    return tuple(row["word"] for row in rows if row["word"])
