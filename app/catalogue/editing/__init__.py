"""The commune's file changed at the desk: its text keeps its comments and its order. Pure: neither clock nor database.

`blocks` cuts the text at its tables, `document` changes, adds and takes away, `differences` compares two files, `words` tells it in French.
"""
