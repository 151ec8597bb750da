"""What an agent bound to some sites sees, as conditions of SQL. Each takes one value: the agent's `sites`, null for who sees them all."""


def household_seen(*, household: str) -> str:
    """Households with a child enrolled, at any time, at one of these sites. `household`: an expression of the statement, as "f.household"."""
    return f"""exists (
        select 1 from (values ({{}}::uuid[])) as desk (sites) where desk.sites is null or exists (
            select 1 from enrolment seen_enrolment join age_group seen_group on seen_group.id = seen_enrolment.age_group
            where seen_enrolment.household = {household} and seen_group.site = any(desk.sites)
        )
    )"""  # noqa: S608 - expressions of our own statements


def site_seen(*, site: str) -> str:
    """`site`: an expression of the statement, as "age_group.site"."""
    return f"coalesce({site} = any({{}}::uuid[]), true)"
