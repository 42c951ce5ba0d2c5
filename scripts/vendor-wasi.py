#!/usr/bin/env python3
"""Write the declarations of WASI's WIT packages, from the crates that carry them.

    vendor-wasi.py            write wit/wasi/ (what witc ships) and snapshots/wasi/ (what was published)
    vendor-wasi.py --check    write nothing; fail where a file is not what this script would write

Cargo fetches the crates, each alone (`cargo info`). Of a folder, the files that name the same package, and those
that name none, are one package. The tokens are those of the source, in the source's order: only comments go, white
space is laid out anew, and a list of fields, cases or flags gets its last comma. The same input gives the same
bytes. WIT that this script does not know (nested packages, inline interfaces) is an error, never a guess.

A published version is laid out the same way, to be compared: without `@since`, and interfaces and worlds by name.
A package that is as it was in the version before has no file of its own.

`tests/wasi.rs` compares the results with their sources, and our views with what was published, as wit-parser
reads them.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

# What witc ships: crate, its version, the folder in it, where to.
VENDORED = (
    ("wasip2", "2.0.1+wasi-0.2.12", "wit/deps", "wit/wasi/0.2"),
    ("wasip3", "0.10.0+wasi-0.3.2", "wit/deps", "wit/wasi/0.3"),
    ("wasmtime-wasi-config", "48.0.8", "wit/deps/config", "wit/wasi/drafts"),
    ("wasmtime-wasi-keyvalue", "48.0.8", "wit/deps/keyvalue", "wit/wasi/drafts"),
    ("spin-sdk", "7.0.0", "wit/deps/wasi-keyvalue-2024-10-17", "wit/wasi/drafts"),
    ("wasmcloud-component", "0.2.0", "wit/deps/logging", "wit/wasi/drafts"),
    ("wasi-logger", "0.1.2", "wit/deps/logging", "wit/wasi"),
)
# What was published, each track from its oldest version: crate, its version, the folder in it.
PUBLISHED = (
    (
        ("0.2.0", "wasi", "0.12.1+wasi-0.2.0", "wit/deps"),
        ("0.2.1", "wasi", "0.13.2+wasi-0.2.1", "wit/deps"),
        ("0.2.2", "wasi", "0.13.3+wasi-0.2.2", "wit/deps"),
        ("0.2.3", "wasi", "0.14.1+wasi-0.2.3", "wit/deps"),
        ("0.2.4", "wasi", "0.14.2+wasi-0.2.4", "wit/deps"),
        ("0.2.6", "wasmtime-wasi-http", "36.0.2", "wit/deps"),
        ("0.2.9", "wasip2", "1.0.2+wasi-0.2.9", "wit/deps"),
        ("0.2.12", "wasip2", "2.0.1+wasi-0.2.12", "wit/deps"),
    ),
    (
        ("0.3.0", "wasmtime-wasi-http", "48.0.8", "src/p3/wit/deps"),
        ("0.3.2", "wasip3", "0.10.0+wasi-0.3.2", "wit/deps"),
    ),
)

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 100
ORIGIN = "// declarations only; see wit/wasi/README.md for origin and licence"
TOKEN = re.compile(r"\s+|//[^\n]*|/\*|->|%?[A-Za-z0-9][A-Za-z0-9-]*|[@:;,./=<>(){}*_+]")
GATES = ("since", "unstable", "deprecated")
BLOCKS = ("interface", "world", "resource")
LISTS = ("record", "variant", "enum", "flags")
STATEMENTS = ("use", "import", "export", "include", "type")


class Unknown(Exception):
    """WIT that this script does not know how to lay out."""


def tokens_of(text):
    """The tokens of `text`, without white space and comments."""
    tokens, at = [], 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise Unknown(f"character {text[at]!r} at offset {at}")
        token, at = match.group(), match.end()
        if token == "/*":
            at = after_comment(text, at)
        elif not token.isspace() and not token.startswith("//"):
            tokens.append(token)
    return tokens


def after_comment(text, at):
    """The offset after the block comment whose `/*` ends at `at`; block comments nest."""
    depth = 1
    while depth:
        match = re.compile(r"/\*|\*/").search(text, at)
        if not match:
            raise Unknown("a block comment that does not end")
        depth += 1 if match.group() == "/*" else -1
        at = match.end()
    return at


class Reader:
    """The tokens of one file, and how far they have been read."""

    def __init__(self, tokens):
        self.tokens = tokens
        self.at = 0

    def peek(self, ahead=0):
        """The next token, or an empty text at the end."""
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else ""

    def take(self, wanted=None):
        """Read one token, which must be `wanted` if that is given."""
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise Unknown(f"`{token or 'end of file'}` where `{wanted or 'a token'}` was expected")
        self.at += 1
        return token

    def until(self, ends):
        """The tokens up to one of `ends` that is in no bracket; that one stays unread."""
        found, depth = [], 0
        while depth or self.peek() not in ends:
            token = self.take()
            depth += (token in ("(", "<", "{")) - (token in (")", ">", "}"))
            found.append(token)
        return found


def line_of(tokens):
    """`tokens` on one line."""
    line = ""
    for place, token in enumerate(tokens):
        line += f" {token}" if place and spaced(tokens, place) else token
    return line


def spaced(tokens, place):
    """Whether a space goes before the token at `place`."""
    before, token = tokens[place - 1], tokens[place]
    if before == ":":
        # No space after the colon between a namespace and a package.
        return tokens[0] != "package" and tokens[place + 1:place + 2] != ["/"]
    words = before[-1].isalnum() and (token[0].isalnum() or token[0] == "%")
    after_with = (before, token) == ("with", "{")
    return words or after_with or before in (",", "->", "=") or token in ("->", "=")


def split(tokens):
    """`tokens` parted at the commas that are in no bracket."""
    parts, depth = [[]], 0
    for token in tokens:
        depth += (token in ("(", "<", "{")) - (token in (")", ">", "}"))
        if token == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def bracketed(tokens, opening, closing):
    """The places of the first `opening` and of the `closing` that ends it."""
    start, depth = tokens.index(opening), 0
    for place in range(start, len(tokens)):
        depth += (tokens[place] == opening) - (tokens[place] == closing)
        if depth == 0:
            return start, place
    raise Unknown(f"`{opening}` without `{closing}`")


def statement(tokens, indent):
    """The lines of what ends with a semicolon: one line, or one for each parameter or used name."""
    head = tokens[0]
    line = f"{indent}{line_of(tokens)};"
    if len(line) <= WIDTH:
        return [line]
    opening, closing = ("{", "}") if head == "use" else ("(", ")")
    if opening not in tokens:
        raise Unknown(f"a line of {len(line)} columns that cannot be parted: {line}")
    start, end = bracketed(tokens, opening, closing)
    parts = [f"{indent}  {line_of(part)}" for part in split(tokens[start + 1:end])]
    after = tokens[end + 1:]
    tail = f"{closing} {line_of(after)};" if after else f"{closing};"
    return [
        indent + line_of(tokens[:start + 1]),
        *[part + "," for part in parts],
        indent + tail,
    ]


def gates(reader, indent):
    """The lines of the gates before an item."""
    lines = []
    while reader.peek() == "@":
        if reader.peek(1) not in GATES:
            raise Unknown(f"the gate `@{reader.peek(1)}`")
        head = [reader.take(), reader.take(), reader.take("(")]
        lines.append(indent + line_of(head + reader.until([")"]) + [reader.take(")")]))
    return lines


def item(reader, indent):
    """The lines of one item with its gates, and its kind."""
    lines = gates(reader, indent)
    kind = reader.peek()
    named = reader.peek(1) != ":" and reader.peek(1) != "("
    if named and kind in BLOCKS and reader.peek(2) == "{":
        lines.append(f"{indent}{reader.take()} {reader.take()} {reader.take('{')}")
        lines += items(reader, indent + "  ", "}", kind)
        reader.take("}")
        lines.append(f"{indent}}}")
    elif named and kind in LISTS:
        lines.append(f"{indent}{reader.take()} {reader.take()} {reader.take('{')}")
        lines += [f"{indent}  {line_of(part)}," for part in split(reader.until(["}"]))]
        reader.take("}")
        lines.append(f"{indent}}}")
    elif (named and kind in (*STATEMENTS, "resource")) or kind == "constructor" or not named:
        tokens = reader.until([";"])
        if "{" in tokens and kind not in ("use", "include"):
            raise Unknown(f"`{line_of(tokens)}`")
        lines += statement(tokens, indent)
        reader.take(";")
        kind = kind if named else "function"
    else:
        raise Unknown(f"`{kind} {reader.peek(1)}`")
    return lines, kind


def items(reader, indent, end, owner):
    """The lines of all items up to `end`. Neighbours of one kind that read as one group stay together."""
    lines, before = [], None
    while reader.peek() != end:
        more, kind = item(reader, indent)
        together = owner == "resource" or (kind == before and kind in ("use", "import", "export"))
        if before and not together:
            lines.append("")
        lines += more
        before = kind
    return lines


class Package:
    """A package of one or more files: the tokens of its name, and those of each file after the `package` line."""

    def __init__(self):
        self.name = []
        self.bodies = []

    def title(self):
        """`namespace:name version`."""
        return "".join(self.name[1:]).replace("@", " ")

    def version(self):
        """The version, or an empty text."""
        return self.title().partition(" ")[2]

    def file_name(self):
        """The name, and the version of a draft: there may be more than one of them."""
        draft = f"-{self.version()}" if "-" in self.version() else ""
        return f"{self.name[3]}{draft}.wit"

    def text(self):
        """All declarations, in the source's order."""
        bodies = []
        for tokens in self.bodies:
            body = "\n".join(items(Reader(tokens), "", "", "package"))
            if without_commas(tokens_of(body)) != without_commas(tokens):
                raise Unknown(f"{self.title()}: the tokens changed")
            bodies.append(body)
        return self.headed(bodies)

    def comparable(self):
        """The declarations without `@since`, interfaces and worlds by name."""
        found = []
        for tokens in self.bodies:
            reader = Reader(without_since(tokens))
            while reader.peek():
                lines, kind = item(reader, "")
                name = next(line for line in lines if not line.startswith("@"))
                found.append((kind, name, "\n".join(lines)))
        return self.headed([text for _, _, text in sorted(found)])

    def headed(self, bodies):
        """`bodies` after the header and the name."""
        return f"// {self.title()}\n{ORIGIN}\n{line_of(self.name)};\n\n" + "\n\n".join(bodies) + "\n"


def without_commas(tokens):
    """`tokens` but for the commas, of which the layout may add a last one to a list."""
    return [token for token in tokens if token != ","]


def without_since(tokens):
    """`tokens` but for the gates `@since(..)`. WIT wants one before `@deprecated(..)`, which stays."""
    kept, reader = [], Reader(tokens)
    while reader.peek():
        gate = [reader.take()]
        if gate == ["@"] and reader.peek() == "since":
            gate += [reader.take(), reader.take("(")] + reader.until([")"]) + [reader.take(")")]
            gate = gate if reader.peek(1) == "deprecated" else []
        kept += gate
    return kept


def packages_of(directory):
    """The packages of the files in `directory`, or in its folders, by name."""
    folders = sorted(path for path in directory.iterdir() if path.is_dir())
    packages = {}
    for folder in folders or [directory]:
        packages |= packages_of_folder(folder)
    return packages


def packages_of_folder(folder):
    """The packages of the files in `folder`, by name."""
    packages, nameless = {}, []
    for file in sorted(folder.glob("*.wit")):
        reader = Reader(tokens_of(file.read_text(encoding="utf-8")))
        if reader.peek() != "package":
            nameless.append(reader.tokens)
            continue
        name = reader.until([";", "{"])
        reader.take(";")
        package = packages.setdefault(name[3], Package())
        if package.name not in ([], name):
            raise Unknown(f"{folder}: two versions of one package")
        package.name = name
        if reader.peek():
            package.bodies.append(reader.tokens[reader.at:])
    if nameless:
        if len(packages) != 1:
            raise Unknown(f"{folder}: files without a `package` line beside {len(packages)} packages")
        [package] = packages.values()
        package.bodies = [*nameless, *package.bodies]
    return packages


def crate(name, version):
    """The folder of a crate's sources, which cargo fetches where it has not yet."""
    home = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))
    pattern = f"registry/src/*/{name}-{version}"
    if not list(home.glob(pattern)):
        subprocess.run(["cargo", "info", f"{name}@{version}"], check=True, stdout=subprocess.DEVNULL, cwd=home)
    found = sorted(home.glob(pattern))
    if not found:
        raise Unknown(f"{name} {version}: cargo has not unpacked it")
    return found[0]


def vendored():
    """The files that witc ships: paths and texts."""
    files = {}
    for name, version, folder, output in VENDORED:
        for package in packages_of(crate(name, version) / folder).values():
            files[f"{output}/{package.file_name()}"] = package.text()
    return files


def published():
    """What was published, where it is not as in the version before: paths and texts."""
    files = {}
    for track in PUBLISHED:
        before = {}
        for version, name, crate_version, folder in track:
            for package in packages_of(crate(name, crate_version) / folder).values():
                text = package.comparable()
                # All packages of a release have its version, and no two releases have the same.
                plain = text.replace(f"@{version}", "").replace(f" {version}\n", "\n")
                if before.get(package.name[3]) != plain:
                    files[f"snapshots/wasi/{version}/{package.file_name()}"] = text
                before[package.name[3]] = plain
    return files


def write(files):
    """Write `files`."""
    for path, text in files.items():
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


def check(files):
    """Fail where the tree does not have `files`, or has others beside them."""
    known = {path for root in ("wit/wasi", "snapshots/wasi") for path in (ROOT / root).rglob("*.wit")}
    wrong = sorted(str(path.relative_to(ROOT)) for path in known - {ROOT / path for path in files})
    wrong += [
        path for path, text in files.items()
        if not (ROOT / path).is_file() or (ROOT / path).read_text(encoding="utf-8") != text
    ]
    if wrong:
        sys.exit("vendor-wasi.py: not what would be written:\n" + "\n".join(wrong))
    print(f"{len(files)} files are what would be written")


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit("usage: vendor-wasi.py [--check]")
    try:
        (check if sys.argv[1:] else write)(vendored() | published())
    except Unknown as error:
        sys.exit(f"vendor-wasi.py: cannot lay out {error}")
