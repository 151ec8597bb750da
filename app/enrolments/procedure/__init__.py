"""The démarches about enrolments: enrolling a child in an activity, and the attestation that says where it is enrolled."""

from app.enrolments.procedure.attestation import ATTESTATION
from app.enrolments.procedure.enrolling import ENROLLING

__all__ = ["ATTESTATION", "ENROLLING"]
