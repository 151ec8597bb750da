"""Looking into files that somebody sent, in a process of its own that knows no secret and may use little: time, memory and processor are counted."""
