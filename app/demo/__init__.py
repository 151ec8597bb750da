"""The demo commune and its families."""
