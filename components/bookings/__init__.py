"""The reservation grid: week strips of native checkboxes, one row per day, and the bar of pending changes."""
