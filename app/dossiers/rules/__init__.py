"""What a dossier asks and when it is complete: values and judgments."""
