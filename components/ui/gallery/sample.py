"""One component in one state, and the states of one component together."""

from dataclasses import dataclass

from components.base import Component

SAMPLE_TOKEN = "exemple"  # noqa: S105 - the samples are never sent


@dataclass(frozen=True, kw_only=True)
class Sample:
    state: str
    component: Component


@dataclass(frozen=True, kw_only=True)
class Group:
    name: str
    samples: tuple[Sample, ...]

    @property
    def key(self) -> str:
        return f"galerie-{self.name.lower()}"


def group(kind: type[Component], **states: Component) -> Group:
    """The keyword is the state in French, its words joined by underscores."""
    return Group(name=kind.__name__, samples=tuple(Sample(state=state.replace("_", " "), component=component) for state, component in states.items()))
