"""The two fillable PDFs of a dossier, out and in: filled with what is known, read again, reviewed, then kept; and the whole dossier as a PDF to keep."""
