"""What each column of the database says of people, and so how it may be used. A test refuses a column that stands in no class."""

from collections.abc import Mapping
from enum import StrEnum


class DataClass(StrEnum):
    """docs/security.md tells how each may be shown, kept and sent.

    PUBLIC: says nothing of anybody. PERSONAL: about a person or a household, ids included. SENSITIVE: personal, and harmful in the wrong
    hands (health, custody, income, bank account). SECRET: proves an identity; nobody reads it, its owner neither.
    """

    PUBLIC = "public"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    SECRET = "secret"  # noqa: S105 - the name of a class


PUBLIC, PERSONAL, SENSITIVE, SECRET = DataClass.PUBLIC, DataClass.PERSONAL, DataClass.SENSITIVE, DataClass.SECRET

TABLES: Mapping[str, Mapping[DataClass, str]] = {
    # core
    "outbox": {PUBLIC: "event created_at due_at attempts claimed_until running_until done_at dead_at last_error", PERSONAL: "id ids"},
    "audit_entry": {PUBLIC: "seal_number seal", PERSONAL: "id at actor role act object_kind object_id details origin"},
    # catalogue
    "commune": {
        PUBLIC: "id name office phone email address zone hue crest crest_picture crest_media accessibility texts stylesheet stylesheet_mark loaded_mark"
    },
    "school_year": {PUBLIC: "first_year first_day last_class_day last_day projected"},
    "site": {PUBLIC: "id code name position retired_at"},
    "school": {PUBLIC: "id code name site class_weekdays retired_at"},
    "activity": {PUBLIC: "id code name summary starts_on ends_on needs_dossier position retired_at"},
    "unit": {
        PUBLIC: "id activity code name short_name starts_at ends_at weekdays periods price_cents book_words cancel_words window_words "
        "whole_day position retired_at"
    },
    "age_group": {PUBLIC: "id activity site code name position schools any_school age_min age_max levels retired_at"},
    "closed_day": {PUBLIC: "age_group day reason"},
    "capacity_counter": {PUBLIC: "id age_group code day capacity taken beyond"},
    "slot": {
        PUBLIC: "id unit age_group day starts_at ends_at opens_at book_until cancel_until late_book late_book_percent late_book_cents late_book_until "
        "late_cancel late_cancel_percent late_cancel_cents late_cancel_until resident_opens_at resident_closes_at non_resident_opens_at "
        "non_resident_closes_at"
    },
    "slot_counter": {PUBLIC: "slot counter"},
    "document_kind": {PUBLIC: "id code name advice per_child asked sensitive validity valid_months position retired_at"},
    "catalogue_version": {PUBLIC: "number made_at origin source content attached mark effects", PERSONAL: "actor author"},
    "catalogue_attachment": {PUBLIC: "digest content"},
    # accounts; the key of a bucket is a keyed hash of an address or of a network
    "account": {PERSONAL: "id kind email created_at password_changed_at disabled_at invited_at", SECRET: "password_hash"},
    "session": {PERSONAL: "id account created_at seen_at ends_at proved_at factor_at device", SECRET: "token_hash"},
    "used_link": {PERSONAL: "account used_at", SECRET: "jti_hash"},
    "email_change": {PERSONAL: "id account old_email new_email asked_at confirmed_at"},
    "throttle": {PERSONAL: "bucket failures counted_at blocked_until"},
    # staff
    "staff_member": {PERSONAL: "id account first_name last_name role totp_step created_at ended_at", SECRET: "totp_secret"},
    "staff_site": {PERSONAL: "member site"},
    "recovery_code": {PERSONAL: "member used_at", SECRET: "code_hash"},
    "factor_reset": {PERSONAL: "id member asked_by asked_at confirmed_by confirmed_at"},
    # households
    "household": {PERSONAL: "id name address category created_at merged_into search_name"},
    "guardian": {PERSONAL: "id household account first_name last_name phone second_phone position left_at search_name"},
    "child": {PERSONAL: "id first_name last_name birth_date school search_name"},
    "household_child": {PERSONAL: "household child"},
    "contact": {PERSONAL: "id household first_name last_name person_key link phone second_phone created_at"},
    "contact_child": {PERSONAL: "contact household child may_collect barred emergency_rank"},
    "contact_draft": {PERSONAL: "account household contact first_name last_name link phone second_phone choices changed_at"},
    "barred_pickup": {PERSONAL: "id child set_by set_at lifted_at", SENSITIVE: "person grounds lift_grounds"},
    "custody_statement": {PERSONAL: "id household child stated_at", SENSITIVE: "said"},
    "pending_change": {
        PERSONAL: "id household guardian child field old_value new_value status reason asked_by asked_at decided_by decided_at correction taken_by taken_at"
    },
    # documents; what is in the files is sealed too
    "supporting_document": {
        PERSONAL: "id household child kind status reason given_by given_at valid_until media_type size_bytes pages checksum submission_id scanned_at "
        "retired_at reminders reminder_id",
        SENSITIVE: "name",
    },
    "document_use": {PERSONAL: "document holder"},
    # filings
    "filing": {
        PERSONAL: "id number procedure household applicant agent beneficiary status subject payload first_year outcome submission_id sent_at taken_by taken_at",
        SENSITIVE: "payload_sealed outcome_sealed",
    },
    "filing_event": {PERSONAL: "id filing status at note agent"},
    "filing_draft": {
        PERSONAL: "id household procedure child first_year filing answers submission_id changed_by changed_at",
        SENSITIVE: "answers_sealed",
    },
    # dossiers
    "paper_form": {PUBLIC: "paper content ties"},
    "paper_reading": {PERSONAL: "id household child first_year paper read_by read_at", SENSITIVE: "entries"},
    # enrolments and bookings
    "enrolment": {PERSONAL: "id household child age_group starts_on ends_on"},
    "place": {PERSONAL: "counter child uses"},
    "draft": {PERSONAL: "id enrolment agent submission_id changed_at"},
    "draft_cell": {PERSONAL: "draft slot wanted account changed_at held_since held_until beyond"},
    "draft_tap": {PERSONAL: "id draft slot account tap wanted_before at"},
    "booking": {PERSONAL: "id household child slot price_cents surcharge_cents booked_in booked_at withdrawn_in cancelled_in withdrawn_at owed_cents"},
    "cancellation": {PERSONAL: "id household told at"},
    # billing
    "paperless_billing_opt_in": {PERSONAL: "id household joined_in joined_at left_in left_at"},
    "paperless_billing_receiver": {PERSONAL: "opt_in guardian"},
    # messages
    "news_item": {PUBLIC: "id code title body published_from published_until"},
    "news_audience": {PUBLIC: "id item activity site school"},
    "published_document": {PUBLIC: "id title summary file_name size_bytes pages checksum published_from published_until submission_id"},
    "document_audience": {PUBLIC: "id document activity site school"},
    "message": {PERSONAL: "id code title body booked_on sent_at sent_by aimed_at"},
    "message_household": {PERSONAL: "message household"},
    "message_mark": {PERSONAL: "message account read_at archived_at"},
    "mail": {PERSONAL: "id cause template ids recipient account created_at sent_at"},
    # intake; what a file says of children goes as it came, whole
    "household_key": {PERSONAL: "external_key is_code household"},
    "child_key": {PERSONAL: "external_key child"},
    "import_mark": {PERSONAL: "subject household marks"},
    "family_import": {PUBLIC: "state skip_errors lines_read tally", PERSONAL: "id file_name sent_by sent_at changed_at"},
    "family_import_piece": {PERSONAL: "id family_import position", SENSITIVE: "content"},
    "family_import_finding": {PERSONAL: "id family_import line kind column_name sentence"},
    "likely_pair": {PERSONAL: "first second score reasons found_at denied_by denied_at"},
    "household_merge": {PERSONAL: "id kept absorbed merged_by merged_at doubles undone_by undone_at"},
    "merge_step": {PERSONAL: "id merge position table_name row_key before after"},
    "invitation_batch": {PERSONAL: "id asked_by asked_at"},
    "batch_invitation": {PERSONAL: "batch account outcome"},
}
"""The columns of each table, by class."""

SEALED: Mapping[str, str] = {
    "staff_member": "totp_secret",
    "barred_pickup": "person grounds lift_grounds",
    "custody_statement": "said",
    "supporting_document": "name",
    "filing": "payload_sealed outcome_sealed",
    "filing_draft": "answers_sealed",
    "paper_reading": "entries",
    "family_import_piece": "content",
}
"""The columns that are sealed (`app/core/sealing.py`), each bound to the `id` of its row: the command that changes the key finds them here."""
