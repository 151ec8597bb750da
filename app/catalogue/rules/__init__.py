"""Pure decisions of the catalogue: the school calendar, the opening days and the cut-offs.

`days` and `calendar` (when there is class), `openings` (when a unit opens), `cutoffs` (what a commune decides about deadlines), `reckoning`
(from a deadline to an instant), `windows` (when booking opens), `slots` (all the instants of a slot), `checks` (what is wrong with rules),
`wording` (rules in French).
"""
