"""The look: components, colours, layout."""
