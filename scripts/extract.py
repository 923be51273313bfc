"""`python -m scripts.extract`: bring locales/ up to date with the sentences that stand in the code.

New sentences come in empty, those that left the code go; translations and translators' comments stay.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from smsc import codes

ROOT = Path(__file__).parent.parent
LOCALES = ROOT / "locales"
SPEAKING = ("bot", "handlers")
SOURCE = "en"  # the language of the sentences in the code; its catalogue is a header and nothing else


@dataclass(frozen=True, slots=True)
class Sentence:
    """A msgid, its plural where it has one, and the files that say it."""

    text: str
    many: str
    files: tuple[str, ...]

    @property
    def id(self) -> str | tuple[str, str]:
        return (self.text, self.many) if self.many else self.text


class Unreadable(ValueError):
    """A sentence that is put together as the program runs: nobody could translate it."""


def sentences(root: Path = ROOT) -> list[Sentence]:
    """Every sentence under *root*, in the order of the source. Raises Unreadable."""
    found: dict[str, Sentence] = {}
    for path in (path for folder in SPEAKING for path in sorted((root / folder).rglob("*.py"))):
        for text, many, file in said_in(path.read_text("utf-8"), path.relative_to(root).as_posix()):
            known = found.get(text, Sentence(text, many, ()))
            files = dict.fromkeys([*known.files, file])
            found[text] = replace(known, many=known.many or many, files=tuple(files))
    return sorted(found.values(), key=lambda sentence: sentence.files[0])


def said_in(code: str, name: str) -> Iterator[tuple[str, str, str]]:
    """Sentence, plural and file of each `_(…)` and `.plural(…)`, and of SMSC's meanings that *code* imports.

    The tree is read rather than the tokens (Babel's way), because these hide what stands inside an f-string.
    """
    nodes = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call | ast.ImportFrom)]
    for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
        match node:
            case ast.Call(func=ast.Name(id="_"), args=[ast.Constant(value=str(text))]):
                yield text, "", name
            case ast.Call(
                func=ast.Attribute(attr="plural"), args=[ast.Constant(str(one)), ast.Constant(str(many)), *_]
            ):
                yield one, many, name
            case ast.Call(func=ast.Name(id="_") | ast.Attribute(attr="plural")):
                raise Unreadable(f"{name}:{node.lineno}: not a plain text: {ast.unparse(node)}")
            case ast.ImportFrom(module="smsc.codes", names=names):
                yield from ((text, "", "smsc/codes.py") for each in names for text in meanings(each.name))


def meanings(name: str) -> Iterable[str]:
    """The texts of a map in smsc.codes; nothing for what is no map."""
    held = getattr(codes, name)
    return held.values() if isinstance(held, Mapping) else ()


def updated(catalogue: Catalog, found: Iterable[Sentence]) -> Catalog:
    """A catalogue of exactly the sentences *found*, with what *catalogue* knows of them."""
    fresh = Catalog(locale=catalogue.locale)
    for sentence in found:
        known = catalogue.get(sentence.text)
        kept = known if known and known.id == sentence.id else None
        fresh.add(
            sentence.id,
            kept.string if kept else None,
            locations=[(file, 0) for file in sentence.files],  # without the line, so that diffs stay small
            flags=kept.flags if kept else (),
            user_comments=kept.user_comments if kept else (),
        )
    return fresh


def written(catalogue: Catalog, old: str) -> str:
    """*catalogue* as the text of a .po file. The header is that of the *old* text, as it has no dates to go stale."""
    body = BytesIO()
    write_po(body, catalogue, width=0, omit_header=True)
    header = re.split(r"\n\s*\n", old.strip(), maxsplit=1)[0]
    return f"{header}\n\n{body.getvalue().decode().strip()}\n"


def main() -> None:
    found = sentences()
    for path in sorted(LOCALES.glob("*.po")):
        if path.stem != SOURCE:
            catalogue = read_po(BytesIO(path.read_bytes()), locale=path.stem)
            path.write_text(written(updated(catalogue, found), path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
