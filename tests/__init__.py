"""The proof of every feature, in folders named like those of `app`."""
