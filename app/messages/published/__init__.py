"""Documents that families download (a règlement, menus): dated, for everybody or for families of some activities, sites or schools."""
