"""Families in: files of the software before this one, households that are there twice, invitations by the hundred."""
