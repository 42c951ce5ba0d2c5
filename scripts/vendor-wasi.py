#!/usr/bin/env python3
"""Write the declarations of WIT packages in the format of wit/wasi/: no prose, every gate.

    vendor-wasi.py <directory of .wit files> <output directory>

A file with a `package` line is a package by itself. A file without one belongs to the only package of its
directory. Each package goes to <output directory>/<package name>.wit. The tokens are those of the source, in
the source's order: only comments go, white space is laid out anew, and a list of fields, cases or flags gets
its last comma. The same input gives the same bytes. WIT that this script does not know (nested packages, inline
interfaces) is an error, never a guess. `tests/wasi.rs` compares the result with the source, as wit-parser
reads both.
"""

import re
import sys
from pathlib import Path

WIDTH = 100
HEADER = "// declarations only; see wit/wasi/README.md for origin and licence\n"
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
    # WIT allows a last comma after a used name, and none after a parameter.
    last = "," if head == "use" else ""
    after = tokens[end + 1:]
    tail = f"{closing} {line_of(after)};" if after else f"{closing};"
    return [
        indent + line_of(tokens[:start + 1]),
        *[part + "," for part in parts[:-1]],
        parts[-1] + last,
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


def package(directory, files):
    """The name and the text of a package made of `files`."""
    name, bodies = [], []
    for file in files:
        reader = Reader(tokens_of(file.read_text(encoding="utf-8")))
        if reader.peek() == "package":
            if name:
                raise Unknown(f"{directory}: more than one `package` line")
            name = reader.until([";", "{"])
            reader.take(";")
        declared = reader.tokens[reader.at:]
        body = "\n".join(items(reader, "", "", "package"))
        if without_commas(tokens_of(body)) != without_commas(declared):
            raise Unknown(f"{file}: the tokens changed")
        bodies.append(body)
    if not name:
        raise Unknown(f"{directory}: no `package` line")
    title = "".join(name[1:]).replace("@", " ")
    return name[3], f"// {title}\n{HEADER}{line_of(name)};\n\n" + "\n\n".join(bodies) + "\n"


def without_commas(tokens):
    """`tokens` but for the commas, of which the layout may add a last one to a list."""
    return [token for token in tokens if token != ","]


def main(source, output):
    """Vendor every package of the directory `source` into the directory `output`."""
    files = sorted(Path(source).glob("*.wit"))
    heads = [file for file in files if tokens_of(file.read_text(encoding="utf-8"))[:1] == ["package"]]
    groups = [[file] for file in heads] if len(heads) == len(files) else [files]
    for group in groups:
        name, text = package(source, group)
        target = Path(output) / f"{name}.wit"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: vendor-wasi.py <directory of .wit files> <output directory>")
    try:
        main(sys.argv[1], sys.argv[2])
    except Unknown as error:
        sys.exit(f"vendor-wasi.py: cannot lay out {error}")
