"""The results for a person: aligned text for a terminal, and Markdown."""

HEADINGS = ("row", "figure", "ours (low-high)", "peer (low-high)", "ratio", "aim", "met")


def cells(section, line):
    return (
        section["title"],
        line["title"],
        figure_text(line["ours"], line["decimals"]) + own_label(section),
        peer_text(line),
        number(line.get("ratio"), 2),
        line.get("aim_text", ""),
        {True: "yes", False: "NO", None: ""}[line.get("met")],
    )


def own_label(section):
    return "" if section["ours"] == "tokencached" else f" {section['ours']}"


def figure_text(spread, decimals):
    low, high = (number(spread[end], decimals) for end in ("low", "high"))
    return f"{number(spread['median'], decimals)} ({low}-{high})"


def peer_text(line):
    if "peer" not in line:
        return ""
    return f"{figure_text(line['peer'], line['decimals'])} {line['peer']['name']}"


def number(value, decimals):
    return "" if value is None else f"{value:,.{decimals}f}"


def table_rows(sections):
    return [cells(section, line) for section in sections for line in section["figures"]]


def text(sections):
    rows = [HEADINGS, *table_rows(sections)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows
    )


def markdown(sections, about):
    lines = [f"{about}", "", "| " + " | ".join(HEADINGS) + " |", "|---|---|---:|---:|---:|---|---|"]
    lines += ["| " + " | ".join(row) + " |" for row in table_rows(sections)]
    lines += ["", "Measured with:", ""]
    lines += [f"- {section['title']}: {section['tool']}" for section in sections]
    return "\n".join(lines) + "\n"
