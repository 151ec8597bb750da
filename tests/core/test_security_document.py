"""docs/security.md tells the rules that hold, and nothing that no test proves."""

import textwrap

from tests import security_document

DOCUMENT = security_document.DOCUMENT.read_text(encoding="utf-8")


def test_every_rule_that_must_hold_is_told() -> None:
    assert sorted(security_document.MUST_HOLD - security_document.rules_told(DOCUMENT)) == []


def test_every_rule_told_has_a_test() -> None:
    proofs = security_document.proofs_in(security_document.ROOT)
    assert sorted(security_document.rules_told(DOCUMENT) - proofs.keys()) == []


def test_no_test_proves_a_rule_that_is_not_told() -> None:
    proofs = security_document.proofs_in(security_document.ROOT)
    assert sorted(proofs.keys() - security_document.rules_told(DOCUMENT)) == [], "tell these rules in docs/security.md"


def test_the_document_shows_the_tests_and_the_columns_of_today() -> None:
    proofs = security_document.proofs_in(security_document.ROOT)
    assert security_document.written(DOCUMENT, proofs=proofs) == DOCUMENT, "run « make docs »"


def test_a_mark_is_found_on_the_test_on_a_case_and_on_the_module() -> None:
    source = textwrap.dedent(
        """
        pytestmark = [pytest.mark.rule(1), pytest.mark.slow]

        @pytest.mark.parametrize("name", [pytest.param("", marks=pytest.mark.rule(2)), "b"])
        def test_cases(name): ...

        @pytest.mark.rule(3)
        @pytest.mark.rule(4)
        async def test_both(): ...

        @pytest.mark.rule(5)
        def not_a_test(): ...
        """
    )
    assert list(security_document.marked_tests(source)) == [("test_cases", 1), ("test_cases", 2), ("test_both", 1), ("test_both", 3), ("test_both", 4)]


def test_only_the_last_column_of_a_rule_is_rewritten() -> None:
    rows = "| 7 | Kept words | 7.5.1 | [old](old.py) |\n| word | word | word | word |\n"
    rewritten = security_document.written(rows, proofs={7: ["[new](new.py)", "[other](other.py)"]})
    assert rewritten == "| 7 | Kept words | 7.5.1 | [new](new.py)<br>[other](other.py) |\n| word | word | word | word |\n"
