"""`python -m scripts.check_catalogues`: one line for everything in locales/ that is not as it should be, then exit 1.

`python -m scripts.extract` repairs what is missing or obsolete; the rest is a translator's work.
"""

import re
import string
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from scripts.extract import LOCALES, SOURCE, Sentence, sentences

TAG = re.compile(r"<[^>]*>")
# What is written alike in every language: placeholders, tags of HTML and of Telegram, proper names.
UNTRANSLATED = re.compile(
    r"\{\w+\}|<[^>]*>|#\w+|/\w+|\b(?:SMSC?|Flash|Ping|MMS|HLR|CSV|ZIP|MCC|MNC|UTC|API|WAP|push|Viber|Telegram)\b"
)


def findings(catalogue: Catalog, found: Iterable[Sentence]) -> list[str]:
    """What a translated *catalogue* lacks, or has too much, or says wrongly."""
    said = {sentence.text: sentence for sentence in found}
    known = {text_of(message): message for message in catalogue if message.id}
    return [
        *(f"missing: {text!r}" for text in said if text not in known),
        *(f"obsolete: {text!r}" for text in known if text not in said),
        *(f"obsolete: {text_of(message)!r}" for message in catalogue.obsolete.values()),
        *(
            f"{fault}: {text!r}"
            for text, message in known.items()
            if text in said
            for fault in faults(message, said[text], catalogue.num_plurals)
        ),
    ]


def text_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def faults(message: Message, sentence: Sentence, forms: int) -> Iterator[str]:
    """What is wrong with one translation; *forms* is how many plural forms its language has."""
    if message.fuzzy:
        yield "fuzzy"
    strings = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    if bool(sentence.many) != message.pluralizable or len(strings) != (forms if sentence.many else 1):
        yield "plural forms"
    if not all(strings):
        yield "empty"
        return
    source = sentence.many or sentence.text
    if any(placeholders(one) != placeholders(source) for one in strings):
        yield "placeholders"
    if any(Counter(TAG.findall(one)) != Counter(TAG.findall(source)) for one in strings):
        yield "HTML tags"
    if any(one in {sentence.text, sentence.many} and has_words(one) for one in strings):
        yield "untranslated"


def placeholders(text: str) -> set[str]:
    """The names in braces; a text whose braces do not match has one nobody else has."""
    try:
        return {name for _text, name, _form, _conversion in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return {text}


def has_words(text: str) -> bool:
    return any(char.isalpha() for char in UNTRANSLATED.sub("", text))


def header_findings(catalogue: Catalog, language: str) -> list[str]:
    """What is wrong with the first entry of a .po file."""
    expected = Catalog(locale=language)
    found = {
        "language": (str(catalogue.locale), str(expected.locale)),
        "charset": (catalogue.charset, expected.charset),
        "plural forms": (catalogue.num_plurals, expected.num_plurals),
    }
    return [f"header: {name} is {is_!r} instead of {want!r}" for name, (is_, want) in found.items() if is_ != want]


def checked(folder: Path, found: Sequence[Sentence]) -> list[str]:
    """All findings in the .po files of *folder*."""
    return [
        f"{path.name}: {finding}" for path in sorted(folder.glob("*.po")) for finding in findings_of_file(path, found)
    ]


def findings_of_file(path: Path, found: Sequence[Sentence]) -> list[str]:
    """The language of the code needs a header and no entries."""
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
    except PoFileError as error:
        return [f"unreadable: {error}"]
    header = header_findings(catalogue, path.stem)
    return header if path.stem == SOURCE else header + findings(catalogue, found)


def main(folder: Path = LOCALES) -> int:
    """The exit status."""
    lines = checked(folder, sentences())
    print("\n".join(lines or ["locales: every sentence is translated"]))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
