"""How invoices reach families."""
