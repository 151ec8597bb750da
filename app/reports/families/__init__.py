"""The families at the desk: found as one types, and one of them with all that the service knows of it. Its verbs stand in the features that own them."""
