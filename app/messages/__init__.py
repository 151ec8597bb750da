"""Mails and news."""
