"""What boards and lists read, for the sites of the agent who asks and no other: a constant number of statements whatever the sites, groups and children."""
