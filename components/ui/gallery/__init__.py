"""Every component in every state, for those who write pages and those who look at them: templates/gallery.html shows them."""

from components.ui.gallery import forms, frame, reading
from components.ui.gallery.sample import Group, Sample

__all__ = ["Group", "Sample", "samples"]


def samples() -> tuple[Group, ...]:
    return (*reading.GROUPS, *forms.GROUPS, *frame.GROUPS)
