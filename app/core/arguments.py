"""What is typed after a command, read by argparse in French: what is wrong is told in a sentence, and nothing is guessed."""

import argparse
from typing import NoReturn

# argparse asks gettext for each of its sentences, which looks for a compiled file in the folders of the machine: they are answered from here.
SENTENCES = {
    "usage: ": "À taper : ",
    "positional arguments": "à donner",
    "options": "options",
    "show this help message and exit": "montre cette aide",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s : %(message)s",
    "the following arguments are required: %s": "il manque %s",
    "unrecognized arguments: %s": "« %s » n’est pas attendu ici",
    "expected one argument": "une valeur doit suivre",
    "ignored explicit argument %r": "aucune valeur n’est attendue, %s est de trop",
    "invalid choice: %(value)r (choose from %(choices)s)": "« %(value)s » n’existe pas, choisissez parmi %(choices)s",
}


def translated(sentence: str) -> str:
    return SENTENCES.get(sentence, sentence)


setattr(argparse, "_", translated)  # noqa: B010 - the name under which it calls gettext


class Parser(argparse.ArgumentParser):
    """Options are typed whole: half of one that cancels bookings is not enough. Refusals have the exit code of all of ours."""

    def __init__(self, *, prog: str, description: str) -> None:
        super().__init__(prog=prog, description=description, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        sentence = message.strip(".")
        self.exit(1, f"{sentence[:1].upper()}{sentence[1:]}. Voyez : {self.prog} --help\n")
