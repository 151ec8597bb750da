"""`/agents/plannings`: who comes on a day and in a week, by site, activity, group and unit; the lists of the children, on screen and as files."""
