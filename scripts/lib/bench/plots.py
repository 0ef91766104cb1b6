"""Draws the figures with gnuplot, each as SVG and PNG."""

import os
import subprocess
from statistics import median

from .process import MB
from .rows import OURS, REDIS

SIZE = "900,500"
FRAME = """
set key below
set grid
set style fill solid 0.8
set boxwidth 0.8 relative
set rmargin 6
"""


def draw(out, sections, curves):
    """Draws every plot that there are figures for. Returns the names of the files."""
    plots = {
        "throughput": throughput(sections),
        "cost": cost(sections),
        "latency": latency(curves.get("latency", {})),
        "memory": memory(curves.get("memory", {})),
        "written": written(sections),
    }
    drawn = []
    for name, script in plots.items():
        if script:
            drawn += [gnuplot(out, name, script, kind) for kind in ("svg", "png")]
    return drawn


def gnuplot(out, name, script, kind):
    path = os.path.join(out, f"bench-{name}.{kind}")
    terminal = "svg background 'white'" if kind == "svg" else "pngcairo"
    head = f"set terminal {terminal} size {SIZE}\nset output '{path}'\n{FRAME}"
    subprocess.run(["gnuplot"], input=head + script, text=True, check=True)
    return path


def block(name, lines):
    """Data inside the script, as gnuplot reads it."""
    return f"${name} << END\n" + "\n".join(lines) + "\nEND\n"


def lines_of(sections, key):
    """Every compared figure of this key against the peer of the row's aims."""
    for section in sections:
        for line in section["figures"]:
            if line["key"] == key and line.get("ratio") is not None:
                yield section, line


def ratio_bars(sections, key, title):
    """Bars of our ratio to redis-server, the aims as marks, a line at a tie."""
    found = [
        (section, line) for section, line in lines_of(sections, key) if line["peer"]["name"] == REDIS
    ]
    if not found:
        return ""
    rows = [
        f'"{section["name"]}" {line["ratio"]:.3f} {line.get("aim", {}).get("bound", "NaN")}'
        for section, line in found
    ]
    return block("bars", rows) + f"""
set title "{title}"
{bars_range(rows)}set yrange [0:*]
set offsets 0, 0, graph 0.1, 0
set xtics rotate by -30
plot $bars using 0:2:xtic(1) with boxes linecolor "#4477aa" title "ratio to redis-server", \\
  $bars using 0:2:(sprintf("%.2f", $2)) with labels offset 0,0.6 notitle, \\
  $bars using 0:3 with points pointtype 9 pointsize 2 linecolor "#cc3311" title "aim", \\
  1 with lines dashtype 2 linecolor "black" notitle
"""


def bars_range(rows):
    """Said, because gnuplot finds no range in a single bar."""
    return f"set xrange [-0.6:{len(rows) - 0.4}]\n"


def throughput(sections):
    return ratio_bars(sections, "ops", "Requests a second, redis-server = 1 (more is better)")


def cost(sections):
    return ratio_bars(sections, "cpu_us", "Server CPU time per request, redis-server = 1 (less is better)")


def latency(curves):
    """Percentile curves under a fixed rate; the middle one of the rounds at every point."""
    if not curves:
        return ""
    data, parts = "", []
    for place, (name, rounds) in enumerate(curves.items()):
        data += block(f"curve{place}", [f"{one_in} {value}" for one_in, value in middle(rounds)])
        # Reads and writes of a server often lie on one another: the second one dashed.
        dash = "dashtype 2 " if name.endswith("SET") else ""
        parts.append(f"$curve{place} using 1:2 with lines linewidth 2 {dash}title '{name}'")
    marks = ", ".join(
        f"'{text} %%' {one_in}"
        for text, one_in in (
            (0, 1), (50, 2), (90, 10), (99, 100), (99.9, 1000), (99.99, 10_000), (99.999, 100_000)
        )
    )
    return data + f"""
set title "Latency at one rate for all, half of the lowest peak, open loop"
set logscale xy
set xtics ({marks})
set xlabel "percentile"
set ylabel "microseconds"
set format y "%.0f"
plot {", ".join(parts)}
"""


def middle(rounds):
    """One curve out of several: medians over the points they share and of their last ones."""
    for place in range(min(len(curve) for curve in rounds) - 1):
        yield median_point([curve[place] for curve in rounds])
    yield median_point([curve[-1] for curve in rounds])


def median_point(points):
    return tuple(median(values) for values in zip(*points))


def memory(curves):
    if not curves:
        return ""
    data, parts = "", []
    for place, (name, points) in enumerate(curves.items()):
        data += block(f"memory{place}", [f"{moment:.2f} {size / MB:.2f}" for moment, size in points])
        parts.append(f"$memory{place} using 1:2 with lines linewidth 2 title '{name}'")
    return data + f"""
set title "A million tokens saved, then each overwritten while everything is written out"
set xlabel "seconds"
set ylabel "memory of the server and its children, MB"
set yrange [0:*]
plot {", ".join(parts)}
"""


def written(sections):
    found = [
        (section, line) for section, line in lines_of(sections, "written_mb")
        if line["peer"]["name"] == REDIS
    ]
    if not found:
        return ""
    rows = [
        f'"{section["name"]}" {line["ours"]["median"]:.3f} {line["peer"]["median"]:.3f}'
        for section, line in found
    ]
    return block("bars", rows) + """
set title "Written to disk, MB (less is better)"
set style data histograms
set logscale y
set yrange [0.01:*]
set offsets 0, 0, graph 0.1, 0
# A logarithmic axis has no nought.
bar(megabytes) = megabytes < 0.011 ? 0.011 : megabytes
label(megabytes) = sprintf(megabytes < 10 ? "%.2f" : "%.0f", megabytes)
""" + f"""{bars_range(rows)}
plot $bars using (bar($2)):xtic(1) linecolor "#4477aa" title "{OURS}", \\
  $bars using (bar($3)) linecolor "#ee7733" title "{REDIS}", \\
  $bars using ($0 - 0.17):(bar($2)):(label($2)) with labels offset 0,0.6 notitle, \\
  $bars using ($0 + 0.17):(bar($3)):(label($3)) with labels offset 0,0.6 notitle
"""
