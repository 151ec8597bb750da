"""What families owe and how it reaches them. Today: whether the invoices of a household are sent by mail or on paper, and who receives them."""
