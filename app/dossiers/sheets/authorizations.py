"""What the family allows or not: its quotient familial looked up, photos, the child leaving alone. A refusal is an answer like another."""

from app.dossiers.sheets.sheet import NO, Section, Sheet, yes_or_no
from app.filings.rules.questions import Question

CAN_BE_TAKEN_BACK = "Votre accord est libre, et vous pourrez le retirer à tout moment."

SHEET = Sheet(
    code="autorisations",
    title="Autorisations",
    lead="Répondez oui ou non\u00a0: refuser n’empêche pas d’inscrire votre enfant.",
    shared=frozenset({"acces_quotient", "photo_video"}),
    sensitive=frozenset({"acces_quotient"}),
    sections=(
        Section(
            title="Vos réponses",
            questions=(
                Question(
                    name="acces_quotient",
                    label="Autorisez-vous le service à consulter votre quotient familial auprès de la Caf ou de la MSA\u00a0?",
                    kind="radios",
                    choices=yes_or_no,
                    missing="Dites si vous autorisez l’accès à votre quotient familial.",
                    hint="Sans lui, le tarif le plus élevé s’applique, à moins que vous n’en donniez l’attestation.",
                    term="Accès au quotient familial",
                ),
                Question(
                    name="photo_video",
                    label="Autorisez-vous les photos et vidéos de votre enfant dans les supports de la commune\u00a0?",
                    kind="radios",
                    choices=yes_or_no,
                    missing="Dites si vous autorisez les photos et vidéos.",
                    hint=CAN_BE_TAKEN_BACK,
                    term="Photos et vidéos",
                ),
                Question(
                    name="part_seul",
                    label="Votre enfant peut-il repartir seul\u00a0?",
                    kind="radios",
                    choices=yes_or_no,
                    first=lambda _case: NO,
                    missing="Dites si votre enfant peut repartir seul.",
                    term="Repart seul",
                ),
            ),
        ),
    ),
)
