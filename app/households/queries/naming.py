"""Finding people by the beginnings of the words of their names, accents apart and in any order: one way, for every search of the desk. Pieces of SQL."""

BEGINNINGS = "to_tsquery('simple', replace(nullif(folded({}::text), ''), ' ', ':* & ') || ':*')"
"""What `to_tsvector('simple', search_name)` of one person is compared with, by its index. Takes what was typed; nothing typed finds nobody."""

HOUSEHOLDS = """
word as (
    select distinct w from regexp_split_to_table(folded({}::text), ' ') w where w <> ''
), hit as (
    select w, h.id as household from word join household h on to_tsvector('simple', h.search_name) @@ (w || ':*')::tsquery
    union
    select w, g.household from word join guardian g on to_tsvector('simple', g.search_name) @@ (w || ':*')::tsquery and g.left_at is null
    union
    select w, hc.household from word join child c on to_tsvector('simple', c.search_name) @@ (w || ':*')::tsquery join household_child hc on hc.child = c.id
), named as (
    select household from hit group by household having count(*) = (select count(*) from word)
)
"""
"""`named`: households of which each word begins a word of somebody's name, or of its own: "anne clerv" finds the mother Anne of Clervie. Takes what was
typed; nothing typed names none."""
