"""Copies the documentation for DocC: links to files become links to pages. Used by scripts/proofs/docs."""

import pathlib
import re
import shutil
import sys

# Its words, the file that it names, and the place there.
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s:#]+)(#[^)\s]*)?\)")


def main():
    root, copy = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    catalog = root / "Sources/tokencached/Documentation.docc"
    shutil.copytree(catalog, copy)
    missing = []
    for page in [root / "README.md", root / "CHANGELOG.md", *sorted(catalog.rglob("*.md"))]:
        text = page.read_text(encoding="utf-8")
        for _, target, _ in LINK.findall(text):
            if not (page.parent / target).exists():
                missing.append(f"{page.relative_to(root)}: {target}")
        if catalog in page.parents:
            written = copy / page.relative_to(catalog)
            written.write_text(LINK.sub(rewritten, text), encoding="utf-8")
    if missing:
        sys.exit("links that lead nowhere:\n" + "\n".join(missing))


def rewritten(match):
    """A page by its name, a picture by its file's; files outside of the pages are no links there."""
    words, path = match[1], pathlib.PurePosixPath(match[2])
    if path.name in ("README.md", "CHANGELOG.md"):
        return words
    return f"[{words}](doc:{path.stem})" if path.suffix == ".md" else f"[{words}]({path.name})"


main()
