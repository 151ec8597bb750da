"""What changes in the life of a household: a move, a separation, a birth, a job, an income, a school."""
